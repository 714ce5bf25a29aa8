package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The arguments of the programs that restore legacy files, without the program. */
public final class LegacyArguments {
  /** The first minor of each major whose psql knows {@code \restrict}; 18 always did. */
  private static final Map<Integer, Integer> RESTRICTED =
      Map.of(13, 22, 14, 19, 15, 14, 16, 10, 17, 6);

  private LegacyArguments() {}

  /**
   * pg_restore: restores the custom-format archive on standard input, all or nothing. Such an
   * archive has no index, and its rows are compressed: that all of them arrived is said by the exit
   * status alone.
   */
  public static List<String> archive(Target target) {
    List<String> arguments = new ArrayList<>(common());
    arguments.addAll(ConnectionArguments.of(target, "--dbname"));
    return List.copyOf(arguments);
  }

  /**
   * pg_restore: writes the custom-format archive on standard input as one transaction's script to
   * standard output, for servers that the direct way would send an unknown setting.
   */
  public static List<String> archiveAsScript() {
    List<String> arguments = new ArrayList<>(common());
    arguments.add("--file=-");
    return List.copyOf(arguments);
  }

  private static List<String> common() {
    return List.of(
        "--format=custom", "--exit-on-error", "--single-transaction", "--no-subscriptions");
  }

  /**
   * Requires a psql that can be kept from running commands out of a script.
   *
   * @throws RunFailure when it cannot; the sentence names the version to install
   */
  public static void requireRestricted(ClientTool psql) {
    ClientVersion version = psql.version();
    int first = RESTRICTED.getOrDefault(version.major(), version.major() >= 18 ? -1 : 9999);
    if (version.minor() < first) {
      throw RunFailure.failed(
          psql
              + " cannot be kept from running commands out of a script: install a psql that knows"
              + " \\restrict, the newest of its major version");
    }
  }
}
