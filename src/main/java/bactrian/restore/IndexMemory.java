package bactrian.restore;

import java.util.Map;

/**
 * How much memory the server is to take for an index, where less than its own setting is quicker.
 */
final class IndexMemory {
  /**
   * A GIN index of a table of 1.2 GB takes 33 s in so much, 42 s in 128 and 47 s in 1,024 MiB, on
   * PostgreSQL 15 (docs/benchmarks.md): what is gathered there outgrows the processor's cache.
   */
  static final long GIN = 64L << 20;

  /** Of a larger table the index itself outgrows the memory, and more of it at once is better. */
  private static final long LARGEST_TABLE = 2L << 30;

  /** From this version on several processes share the work, and the memory. */
  private static final int SHARED = 18;

  private IndexMemory() {}

  /**
   * The settings of the session that does a task.
   *
   * @param task any task; an index of a large table has one of its own, and for GIN the length of
   *     the table's block as its weight
   * @param usual what the server would take, in bytes
   * @param major the server's major version
   */
  static Map<String, String> settings(RestoreTask task, long usual, int major) {
    boolean gin =
        task.weight() > 0
            && !task.entries().isEmpty()
            && EarlyIndexes.method(task.entries().get(0)).equals("gin");
    return gin && task.weight() <= LARGEST_TABLE && usual > GIN && major < SHARED
        ? Map.of("maintenance_work_mem", GIN / 1024 + "kB")
        : Map.of();
  }
}
