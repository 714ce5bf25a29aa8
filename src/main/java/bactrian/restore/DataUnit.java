package bactrian.restore;

import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import bactrian.restore.CountedTable.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Entries of {@link RestoreStep#DATA} that are restored one after the other: those that depend on
 * each other, as large objects on what creates them, and those whose rows are loaded through the
 * same root of a partitioned table.
 *
 * @param entries in the archive's order
 * @param blocks those of them that have a block, in the same order
 */
record DataUnit(List<TocEntry> entries, List<Index.Entry> blocks) {
  /** What an entry takes besides its bytes, in bytes: a round trip, a COPY, a transaction. */
  static final long PER_ENTRY = 64 * 1024;

  /** Copies the lists. */
  DataUnit {
    entries = List.copyOf(entries);
    blocks = List.copyOf(blocks);
  }

  /** The bytes of its blocks. */
  long bytes() {
    return blocks.stream().mapToLong(Index.Entry::rawLength).sum();
  }

  /** About how long it takes, in bytes of table data. */
  long weight() {
    return bytes() + PER_ENTRY * entries.size();
  }

  /** The one table whose rows it loads into that table itself, so that it may be cut. */
  Optional<TocEntry> table() {
    return entries.size() == 1
            && entries.get(0).kind().equals(TocEntry.TABLE_DATA)
            && !blocks.isEmpty()
            && target(entries.get(0)).isEmpty()
        ? Optional.of(entries.get(0))
        : Optional.empty();
  }

  /** Whether it is large objects and nothing else, which may be cut between two of them. */
  boolean ofLargeObjects() {
    return entries.size() == 1
        && entries.get(0).kind().equals(TocEntry.LARGE_OBJECTS)
        && !blocks.isEmpty();
  }

  /** Divides the entries of the step; the units are in the order of their first entries. */
  static List<DataUnit> of(List<TocEntry> entries, Map<Integer, Index.Entry> blocks) {
    Map<Integer, Integer> firsts = new HashMap<>();
    Map<Name, Integer> roots = new HashMap<>();
    entries.forEach(entry -> firsts.put(entry.dumpId(), entry.dumpId()));
    for (TocEntry entry : entries) {
      entry.dependencies().stream()
          .filter(firsts::containsKey)
          .forEach(on -> join(firsts, entry.dumpId(), on));
      target(entry)
          .map(root -> roots.putIfAbsent(root, entry.dumpId()))
          .ifPresent(other -> join(firsts, entry.dumpId(), other));
    }
    Map<Integer, List<TocEntry>> together = new LinkedHashMap<>();
    for (TocEntry entry : entries) {
      together.computeIfAbsent(find(firsts, entry.dumpId()), first -> new ArrayList<>()).add(entry);
    }
    return together.values().stream()
        .map(
            unit ->
                new DataUnit(
                    unit,
                    unit.stream()
                        .flatMap(entry -> Optional.ofNullable(blocks.get(entry.dumpId())).stream())
                        .toList()))
        .toList();
  }

  /** The other table that the rows are loaded into, if there is one. */
  private static Optional<Name> target(TocEntry entry) {
    if (!entry.kind().equals(TocEntry.TABLE_DATA)) {
      return Optional.empty();
    }
    Name target = CopyTarget.of(entry);
    return entry.loadsThroughPartitionRoot()
            || !target.equals(new Name(entry.schema(), entry.name()))
        ? Optional.of(target)
        : Optional.empty();
  }

  private static void join(Map<Integer, Integer> firsts, int one, int other) {
    firsts.put(find(firsts, one), find(firsts, other));
  }

  private static int find(Map<Integer, Integer> firsts, int dumpId) {
    int first = dumpId;
    while (firsts.get(first) != first) {
      firsts.put(first, firsts.get(firsts.get(first)));
      first = firsts.get(first);
    }
    return first;
  }
}
