package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import bactrian.postgres.Literal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * SQL that fails unless tables have the rows that they should have: one {@code DO} block, to be run
 * in the transaction that filled them. It counts exactly, also where the owner may no longer read
 * or is bound by row security: then with the right for the time of counting.
 */
public final class RowCheck {
  /**
   * What one table must hold.
   *
   * @param schema its schema
   * @param name its name
   * @param rows how many rows
   * @param throughRoot whether they were loaded through the root of the partitioned table, which
   *     chose the partitions anew: then all partitions under that root are compared as one sum
   */
  public record Table(String schema, String name, long rows, boolean throughRoot) {}

  private RowCheck() {}

  /**
   * The block for a whole backup.
   *
   * @param head the archive's head, which says how each table was loaded
   * @param entries the index's entries, all of which were restored
   */
  public static String of(ArchiveHead head, List<Index.Entry> entries) {
    return of(tables(head, entries), entries.stream().mapToLong(Index.Entry::largeObjects).sum());
  }

  /** What the tables of a backup must hold; see {@link #of(ArchiveHead, List)}. */
  static List<Table> tables(ArchiveHead head, List<Index.Entry> entries) {
    Set<Integer> throughRoot =
        head.entries().stream()
            .filter(RowCheck::loadsElsewhere)
            .map(TocEntry::dumpId)
            .collect(Collectors.toSet());
    return entries.stream()
        .filter(entry -> entry.kind().equals(TocEntry.TABLE_DATA))
        .map(
            entry ->
                new Table(
                    entry.schema().orElse(""),
                    entry.name(),
                    entry.rows(),
                    throughRoot.contains(entry.dumpId())))
        .toList();
  }

  /** Older minor versions of pg_dump say it in the COPY statement only. */
  private static boolean loadsElsewhere(TocEntry entry) {
    String own = (entry.schema() + "." + entry.name()).replace("\"", "");
    return entry.kind().equals(TocEntry.TABLE_DATA)
        && (entry.loadsThroughPartitionRoot()
            || !entry.copyStatement().replace("\"", "").startsWith("COPY " + own + " "));
  }

  /**
   * The block, with a line end.
   *
   * @param tables each partition or table by itself; what stands twice is added up. The
   *     configuration tables of extensions may hold more
   * @param largeObjects how many large objects there must be at least
   */
  public static String of(List<Table> tables, long largeObjects) {
    String values =
        tables.isEmpty()
            ? "SELECT NULL::text, NULL::text, 0::bigint, false WHERE false"
            : tables.stream()
                .map(RowCheck::value)
                .collect(Collectors.joining(",\n", "VALUES ", ""));
    String body =
        SqlResource.read("row-check.sql")
            .replace("${large_objects}", Long.toString(largeObjects))
            .replace("${tables}", values);
    return "DO " + Literal.quote(body) + ";\n";
  }

  private static String value(Table table) {
    return "("
        + Literal.quote(table.schema())
        + ", "
        + Literal.quote(table.name())
        + ", "
        + table.rows()
        + "::bigint, "
        + table.throughRoot()
        + ")";
  }
}
