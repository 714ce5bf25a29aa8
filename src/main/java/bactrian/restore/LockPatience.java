package bactrian.restore;

import java.util.Map;

/**
 * How long a session waits for a table before the server sends its own autovacuum away from it. A
 * large table that was just loaded is what autovacuum looks for, and each of its indexes and
 * constraints wants it without others.
 */
final class LockPatience {
  private LockPatience() {}

  /**
   * The settings of the session that does a task. The server's own is a second, which each of them
   * would wait (docs/benchmarks.md); there is nobody else in a database that is being filled whose
   * deadlocks could be looked for too often.
   *
   * @param superuser whether the session may set it
   */
  static Map<String, String> settings(RestoreTask task, boolean superuser) {
    return superuser && task.source() == RestoreTask.Source.HEAD
        ? Map.of("deadlock_timeout", "100ms")
        : Map.of();
  }
}
