package bactrian.restore;

import bactrian.archive.TocEntry;
import java.util.List;

/**
 * One run of pg_restore, or the counting of what others have loaded.
 *
 * @param name tells it from the others of the run, also in the name of its list's file
 * @param entries what it restores, in this order
 * @param source what it reads
 * @param slices the blocks that it reads, in the order of the entries; only of {@link
 *     Source#SLICES}
 * @param jobs how many entries it restores at once; only more than one of {@link Source#HEAD}
 * @param weight about how long it takes, in bytes of table data
 */
public record RestoreTask(
    String name,
    List<TocEntry> entries,
    Source source,
    List<BlockSlice> slices,
    int jobs,
    long weight) {
  /** Everything at once, without a list. */
  static final RestoreTask WHOLE =
      new RestoreTask("whole", List.of(), Source.ARCHIVE, List.of(), 1, 0);

  /** What pg_restore reads. */
  public enum Source {
    /** The archive's head, from its file. */
    HEAD,
    /** The head and the task's slices, from a stream. */
    SLICES,
    /** The whole archive, from a stream. */
    ARCHIVE,
    /** The tables that were filled: pg_restore does not run. */
    FILLED_TABLES
  }

  /** Copies the lists. */
  public RestoreTask {
    entries = List.copyOf(entries);
    slices = List.copyOf(slices);
  }

  /** A task that needs no block. */
  static RestoreTask ofHead(String name, List<TocEntry> entries, int jobs, long weight) {
    return new RestoreTask(name, entries, Source.HEAD, List.of(), jobs, weight);
  }

  /** The task that counts the rows of all tables. */
  static RestoreTask counting(long weight) {
    return new RestoreTask("count", List.of(), Source.FILLED_TABLES, List.of(), 1, weight);
  }

  /** A task with blocks, if it has any. */
  static RestoreTask ofBlocks(
      String name, List<TocEntry> entries, List<BlockSlice> slices, long weight) {
    Source source = slices.isEmpty() ? Source.HEAD : Source.SLICES;
    return new RestoreTask(name, entries, source, slices, 1, weight);
  }

  /**
   * The text of the file for {@code pg_restore --use-list} (ASCII): a line for each entry with its
   * dump id; what follows the semicolon is for the reader ({@code SortTocFromFile} in
   * pg_backup_archiver.c).
   */
  String list() {
    StringBuilder lines = new StringBuilder();
    for (TocEntry entry : entries) {
      lines.append(entry.dumpId()).append("; ").append(entry.kind()).append('\n');
    }
    return lines.toString();
  }

  /** Whether it counts. */
  public boolean counts() {
    return source == Source.FILLED_TABLES;
  }

  /** How many bytes of blocks it reads. */
  long bytes() {
    return slices.stream().mapToLong(BlockSlice::length).sum();
  }
}
