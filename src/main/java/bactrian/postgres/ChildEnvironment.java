package bactrian.postgres;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment of a child process, built from nothing, since what libpq would inherit could
 * change the archive (PGCLIENTENCODING) or the server (PGSERVICE, PGHOSTADDR). Everything but the
 * server settings may be null and is then left out.
 *
 * @param path PATH; a plain one when null
 * @param home HOME, where libpq finds certificates and the operator's own pass file
 * @param passFile PGPASSFILE
 * @param applicationName PGAPPNAME, by which the server's activity view shows the child
 * @param serverSettings PGOPTIONS: settings of the child's sessions, stronger than those of the
 *     role and the database
 * @param sslMode PGSSLMODE
 * @param sslRootCert PGSSLROOTCERT
 */
public record ChildEnvironment(
    String path,
    String home,
    Path passFile,
    String applicationName,
    Map<String, String> serverSettings,
    String sslMode,
    String sslRootCert) {
  private static final String PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin";

  /** Copies the settings. */
  public ChildEnvironment {
    serverSettings = Map.copyOf(serverSettings);
  }

  /** For a child that reaches no server. */
  public static ChildEnvironment plain(String path, String home) {
    return new ChildEnvironment(path, home, null, null, Map.of(), null, null);
  }

  /** The variables; the child gets no others. */
  public Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PATH", path == null ? PLAIN_PATH : path);
    variables.put("LC_ALL", "C.UTF-8");
    putIfSet(variables, "HOME", home);
    putIfSet(variables, "PGPASSFILE", passFile == null ? null : passFile.toString());
    putIfSet(variables, "PGAPPNAME", applicationName);
    set(variables, serverSettings);
    putIfSet(variables, "PGSSLMODE", sslMode);
    putIfSet(variables, "PGSSLROOTCERT", sslRootCert);
    return Map.copyOf(variables);
  }

  /** Puts this server in the place of another one in a child's variables. */
  static void reach(Map<String, String> variables, Target target) {
    variables.remove("PGSSLROOTCERT");
    variables.remove("PGPASSFILE");
    variables.put("PGSSLMODE", target.sslMode());
    putIfSet(variables, "PGSSLROOTCERT", target.sslRootCertOrNull());
    putIfSet(
        variables,
        "PGPASSFILE",
        target.passFileOrNull() == null ? null : target.passFileOrNull().toString());
  }

  /**
   * Adds settings of the child's sessions to its variables. The server splits at white space, a
   * backslash takes the next character as it is.
   */
  static void set(Map<String, String> variables, Map<String, String> settings) {
    new TreeMap<>(settings)
        .forEach(
            (name, value) ->
                variables.merge(
                    "PGOPTIONS",
                    "-c " + escaped(name + "=" + value),
                    (before, one) -> before + " " + one));
  }

  private static String escaped(String word) {
    return word.replaceAll("([\\\\\\s])", "\\\\$1");
  }

  private static void putIfSet(Map<String, String> variables, String name, String value) {
    if (value != null) {
      variables.put(name, value);
    }
  }
}
