package bactrian.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The arguments of the pg_dumpall that writes roles and tablespaces to its standard output. */
public final class GlobalsArguments {
  private GlobalsArguments() {}

  /**
   * The arguments, without the program.
   *
   * @param admin the admin database, in which pg_dumpall works
   * @param withPasswords whether the roles' password hashes are written: only a superuser may
   * @param lockTimeout how long pg_dumpall waits for a lock
   */
  public static List<String> of(Target admin, boolean withPasswords, Duration lockTimeout) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--globals-only");
    if (!withPasswords) {
      arguments.add("--no-role-passwords");
    }
    arguments.addAll(ConnectionArguments.of(admin, "--database"));
    arguments.add("--lock-wait-timeout=" + lockTimeout.toMillis());
    return List.copyOf(arguments);
  }
}
