package bactrian.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The arguments of the pg_dump that writes an archive to its standard output. */
public final class DumpArguments {
  private DumpArguments() {}

  /**
   * The arguments for a database that nobody else uses, without the program.
   *
   * @param target the database to dump
   */
  public static List<String> ofUnused(Target target) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--format=custom");
    arguments.add("--compress=0");
    arguments.addAll(ConnectionArguments.of(target, "--dbname"));
    return List.copyOf(arguments);
  }

  /**
   * The arguments for a script that makes some schemas of a database that nobody else uses, and
   * what is in them, without the program.
   *
   * @param target the database to dump
   */
  public static List<String> ofSchemas(Target target, Collection<String> schemas) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--format=plain");
    arguments.add("--no-publications");
    // A pattern, in which a name in double quotes stands for itself.
    schemas.forEach(schema -> arguments.add("--schema=" + Identifier.quote(schema)));
    arguments.addAll(ConnectionArguments.of(target, "--dbname"));
    return List.copyOf(arguments);
  }

  /**
   * The arguments, without the program.
   *
   * @param target the database to dump
   * @param snapshotId of an {@link ExportedSnapshot} that is open until pg_dump's first byte
   * @param lockTimeout how long pg_dump waits for its locks on all tables
   * @param standby whether the server is in recovery: there unlogged tables cannot be read
   */
  public static List<String> of(
      Target target, String snapshotId, Duration lockTimeout, boolean standby) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--format=custom");
    arguments.add("--compress=0");
    arguments.addAll(ConnectionArguments.of(target, "--dbname"));
    arguments.add("--lock-wait-timeout=" + lockTimeout.toMillis());
    arguments.add("--snapshot=" + snapshotId);
    if (standby) {
      arguments.add("--no-unlogged-table-data");
    }
    return List.copyOf(arguments);
  }
}
