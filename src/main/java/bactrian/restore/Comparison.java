package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import bactrian.postgres.Identifier;
import bactrian.restore.CountedTable.Name;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is to be counted, and how many rows that must be. A partition whose rows were loaded through
 * the root of its table may have got others than it had (where a row belongs can depend on the
 * enum's oids), so then all partitions under that root are compared as one sum.
 *
 * @param groups what is compared with what
 * @param missing tables of the backup that the database does not have
 * @param largeObjects how many large objects there must be
 */
record Comparison(List<Group> groups, List<Name> missing, long largeObjects) {
  /**
   * Tables whose rows are compared as one sum.
   *
   * @param tables the tables in the database
   * @param root what the sum is of
   * @param rows how many there are in the backup
   * @param atLeast whether there may be more
   * @param bytes of these tables in the archive, by which the counting is shared out
   */
  record Group(Set<Name> tables, Name root, long rows, boolean atLeast, long bytes) {
    private Group with(CountedTable table, Index.Entry entry) {
      Set<Name> more = new LinkedHashSet<>(tables);
      more.add(table.name());
      return new Group(
          more,
          root,
          rows + entry.rows(),
          atLeast || table.configuration(),
          bytes + entry.rawLength());
    }
  }

  /**
   * Finds what to count.
   *
   * @param head the archive's head, which says how each table was loaded
   * @param entries the index's entries
   * @param tables the tables of the database
   */
  static Comparison of(
      ArchiveHead head, List<Index.Entry> entries, Map<Name, CountedTable> tables) {
    Set<Name> summed = summedRoots(head, tables);
    Map<Name, Group> groups = new LinkedHashMap<>();
    List<Name> missing = new ArrayList<>();
    long largeObjects = 0;
    for (Index.Entry entry : entries) {
      largeObjects += entry.largeObjects();
      if (entry.kind().equals(TocEntry.TABLE_DATA)) {
        Name name = new Name(entry.schema().orElse(""), entry.name());
        CountedTable table = tables.get(name);
        if (table == null) {
          missing.add(name);
        } else {
          Name root = summed.contains(table.root()) ? table.root() : name;
          groups.put(
              root,
              groups.getOrDefault(root, new Group(Set.of(), root, 0, false, 0)).with(table, entry));
        }
      }
    }
    return new Comparison(
        withAllPartitions(groups, summed, tables.values()), missing, largeObjects);
  }

  private static Set<Name> summedRoots(ArchiveHead head, Map<Name, CountedTable> tables) {
    Set<Name> roots = new HashSet<>();
    for (TocEntry entry : head.entries()) {
      CountedTable table = tables.get(new Name(entry.schema(), entry.name()));
      if (table != null && loadsElsewhere(entry)) {
        roots.add(table.root());
      }
    }
    return roots;
  }

  /** Older minor versions of pg_dump say it in the COPY statement only. */
  private static boolean loadsElsewhere(TocEntry entry) {
    return entry.loadsThroughPartitionRoot()
        || (entry.kind().equals(TocEntry.TABLE_DATA)
            && !CopyTarget.of(entry).equals(new Name(entry.schema(), entry.name())));
  }

  /** A partition without an entry of its own may have got rows as well. */
  private static List<Group> withAllPartitions(
      Map<Name, Group> groups, Set<Name> summed, Collection<CountedTable> tables) {
    Map<Name, Set<Name>> partitions =
        tables.stream()
            .filter(table -> summed.contains(table.root()))
            .collect(
                Collectors.groupingBy(
                    CountedTable::root,
                    Collectors.mapping(CountedTable::name, Collectors.toSet())));
    return groups.values().stream()
        .map(
            group ->
                new Group(
                    partitions.getOrDefault(group.root(), group.tables()),
                    group.root(),
                    group.rows(),
                    group.atLeast(),
                    group.bytes()))
        .toList();
  }

  /**
   * A sentence for each difference.
   *
   * @param counted the rows of every table of every group
   * @param largeObjectsThere how many large objects the database has
   */
  List<String> differences(Map<Name, Long> counted, long largeObjectsThere) {
    List<String> differences = new ArrayList<>();
    for (Name name : missing) {
      differences.add("Table " + quoted(name) + " of the backup was not restored.");
    }
    for (Group group : groups) {
      long there = group.tables().stream().mapToLong(counted::get).sum();
      if (group.atLeast() ? there < group.rows() : there != group.rows()) {
        differences.add(
            (group.tables().size() == 1 ? "Table " : "The partitions of table ")
                + quoted(group.root())
                + (group.tables().size() == 1 ? " has " : " have ")
                + there
                + " rows where the backup has "
                + (group.atLeast() ? "at least " : "")
                + group.rows()
                + ".");
      }
    }
    if (largeObjectsThere != largeObjects) {
      differences.add(
          "The database has "
              + largeObjectsThere
              + " large objects where the backup has "
              + largeObjects
              + ".");
    }
    return List.copyOf(differences);
  }

  private static String quoted(Name name) {
    return Identifier.quote(name.schema()) + "." + Identifier.quote(name.table());
  }
}
