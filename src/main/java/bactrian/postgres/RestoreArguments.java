package bactrian.postgres;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The arguments of the pg_restore and the psql that fill a database, without the program. Each run
 * restores the entries of one list, and never {@code --section} besides, which would lose those
 * without a section.
 */
public final class RestoreArguments {
  /**
   * Settings of a restore's sessions, for their environment: those of the role and the server must
   * not end it half-way, and what is lost by a crash before the swap is thrown away anyhow (the
   * commit of the swap makes everything before it durable).
   */
  public static final Map<String, String> SERVER_SETTINGS =
      Map.of(
          "default_transaction_read_only", "off",
          "statement_timeout", "0",
          "lock_timeout", "0",
          "idle_in_transaction_session_timeout", "0",
          "synchronous_commit", "off");

  private RestoreArguments() {}

  /**
   * Restores entries without data from a file straight into a database.
   *
   * @param target the database to fill
   * @param head a file with the archive's header and table of contents; more is not needed
   * @param list a file of dump ids, see {@code pg_restore --use-list}
   * @param jobs how many entries at once, at least 1: more than one only where the list's order
   *     does not matter beyond dependencies
   */
  public static List<String> fromHead(Target target, Path head, Path list, int jobs) {
    List<String> arguments = new ArrayList<>(common(list));
    arguments.addAll(ConnectionArguments.of(target, "--dbname"));
    if (jobs > 1) {
      arguments.add("--jobs=" + jobs);
    }
    arguments.add(head.toString());
    return List.copyOf(arguments);
  }

  /** Restores entries from the archive on standard input straight into a database. */
  public static List<String> fromStream(Target target, Path list) {
    List<String> arguments = new ArrayList<>(common(list));
    arguments.addAll(ConnectionArguments.of(target, "--dbname"));
    return List.copyOf(arguments);
  }

  /** Writes entries without data as a script to standard output, from a file. */
  public static List<String> scriptFromHead(Path head, Path list) {
    List<String> arguments = new ArrayList<>(scriptFromStream(list));
    arguments.add(head.toString());
    return List.copyOf(arguments);
  }

  /** Writes entries as a script to standard output, from the archive on standard input. */
  public static List<String> scriptFromStream(Path list) {
    List<String> arguments = new ArrayList<>(common(list));
    arguments.add("--file=-");
    return List.copyOf(arguments);
  }

  /**
   * psql: runs the script on standard input in a database, and stops at the first error with status
   * 3. What the script selects is thrown away.
   */
  public static List<String> runScript(Target target) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--no-psqlrc");
    arguments.add("--quiet");
    arguments.add("--set=ON_ERROR_STOP=1");
    arguments.add("--output=/dev/null");
    arguments.addAll(ConnectionArguments.of(target, "--dbname"));
    arguments.add("--file=-");
    return List.copyOf(arguments);
  }

  private static List<String> common(Path list) {
    return List.of(
        "--format=custom", "--exit-on-error", "--no-subscriptions", "--use-list=" + list);
  }
}
