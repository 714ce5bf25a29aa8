package bactrian.restore;

import bactrian.archive.TocEntry;
import bactrian.failure.RunFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What has to be restored of an archive to have some of its tables: the tables with their rows,
 * what they are made of (types, functions, extensions, sequences, the parents of partitions), and
 * what stands on them (indexes, constraints, triggers, policies, comments, grants), unless that
 * refers to a table that was not asked for. Large objects belong to no table.
 */
final class SelectedEntries {
  private static final Set<String> RELATIONS =
      Set.of(
          TocEntry.TABLE,
          "FOREIGN TABLE",
          "VIEW",
          "MATERIALIZED VIEW",
          "INDEX",
          "CONSTRAINT",
          "SEQUENCE");

  /** What stands on a table or on what it is made of. */
  private static final Set<String> ATTACHED =
      Set.of(
          "SEQUENCE",
          "SEQUENCE OWNED BY",
          "SEQUENCE SET",
          "DEFAULT",
          "TABLE ATTACH",
          "INDEX",
          "INDEX ATTACH",
          "CONSTRAINT",
          "CHECK CONSTRAINT",
          "FK CONSTRAINT",
          "TRIGGER",
          "RULE",
          "POLICY",
          "ROW SECURITY",
          "STATISTICS",
          "COMMENT",
          "SECURITY LABEL",
          "ACL");

  private static final String REFRESH = "MATERIALIZED VIEW DATA";
  private static final Set<String> NEEDS_ROWS = Set.of("FK CONSTRAINT");

  private final List<TocEntry> entries;
  private final Map<Integer, TocEntry> byId = new HashMap<>();
  private final Set<Integer> chosen = new HashSet<>();
  private final Set<Integer> kept = new HashSet<>();
  private final List<TocEntry> refused = new ArrayList<>();

  private SelectedEntries(List<TocEntry> entries) {
    this.entries = entries;
    entries.forEach(entry -> byId.put(entry.dumpId(), entry));
  }

  /**
   * Finds them.
   *
   * @throws RunFailure with exit status 3 when a pattern matches nothing
   */
  static SelectedEntries of(List<TocEntry> entries, Selection selection) {
    SelectedEntries selected = new SelectedEntries(entries);
    selected.choose(selection);
    selected.choosePartitions();
    selected.chosen.forEach(selected::keep);
    selected.addRows();
    // Twice: what came in with a trigger's function may have a comment, too.
    selected.addAttached();
    selected.refused.clear();
    selected.addAttached();
    selected.addRefreshes();
    return selected;
  }

  /** The dump ids. */
  Set<Integer> dumpIds() {
    return kept;
  }

  /** What stands on the tables and was not taken, since it refers to others. */
  List<TocEntry> refused() {
    return refused;
  }

  private void choose(Selection selection) {
    List<Selection.TablePattern> tables = selection.tablePatterns();
    for (int i = 0; i < tables.size(); i++) {
      Selection.TablePattern pattern = tables.get(i);
      boolean found = false;
      for (TocEntry entry : entries) {
        if (isTable(entry) && pattern.matches(entry.schema(), entry.name())) {
          chosen.add(entry.dumpId());
          found = true;
        }
      }
      requireFound(found, "table " + selection.tables().get(i));
    }
    List<Pattern> schemas = selection.schemaPatterns();
    for (int i = 0; i < schemas.size(); i++) {
      Pattern pattern = schemas.get(i);
      boolean found = false;
      for (TocEntry entry : entries) {
        if (pattern.matcher(entry.schema()).matches() && !entry.schema().isEmpty()) {
          found = true;
          if (isTable(entry)) {
            chosen.add(entry.dumpId());
          } else if (!ATTACHED.contains(entry.kind()) && !isData(entry)) {
            keep(entry.dumpId());
          }
        } else if (entry.kind().equals("SCHEMA") && pattern.matcher(entry.name()).matches()) {
          found = true;
          keep(entry.dumpId());
        }
      }
      requireFound(found, "schema " + selection.schemas().get(i));
    }
  }

  private static void requireFound(boolean found, String what) {
    if (!found) {
      throw RunFailure.notFound("The backup has no " + what + ": ak show says what it has");
    }
  }

  private static boolean isTable(TocEntry entry) {
    return entry.kind().equals(TocEntry.TABLE);
  }

  private static boolean isData(TocEntry entry) {
    return entry.kind().equals(TocEntry.TABLE_DATA)
        || entry.kind().equals(REFRESH)
        || entry.kind().startsWith("BLOB");
  }

  /**
   * With the root of a partitioned table come its partitions, and with a partition whose rows are
   * loaded through the root, the root.
   */
  private void choosePartitions() {
    int before;
    do {
      before = chosen.size();
      for (TocEntry entry : entries) {
        if (entry.kind().equals("TABLE ATTACH")
            && entry.dependencies().stream()
                .anyMatch(on -> chosen.contains(on) && !isOwn(entry, on))) {
          entry.dependencies().stream().filter(on -> isOwn(entry, on)).forEach(chosen::add);
        } else if (entry.loadsThroughPartitionRoot()
            && entry.dependencies().stream().anyMatch(chosen::contains)) {
          chooseRoot(CopyTarget.of(entry));
        }
      }
    } while (chosen.size() > before);
  }

  private boolean isOwn(TocEntry entry, int dumpId) {
    TocEntry other = byId.get(dumpId);
    return other != null
        && other.name().equals(entry.name())
        && other.schema().equals(entry.schema());
  }

  private void chooseRoot(CountedTable.Name root) {
    entries.stream()
        .filter(SelectedEntries::isTable)
        .filter(entry -> entry.schema().equals(root.schema()) && entry.name().equals(root.table()))
        .map(TocEntry::dumpId)
        .forEach(chosen::add);
  }

  /** Keeps an entry, with everything that it depends on. */
  private void keep(int dumpId) {
    TocEntry entry = byId.get(dumpId);
    if (entry != null && kept.add(dumpId)) {
      entry.dependencies().stream().forEach(this::keep);
    }
  }

  private void addRows() {
    for (TocEntry entry : entries) {
      if (entry.kind().equals(TocEntry.TABLE_DATA) && dependsOn(entry, chosen)) {
        kept.add(entry.dumpId());
      }
    }
  }

  private void addAttached() {
    for (TocEntry entry : entries) {
      if (ATTACHED.contains(entry.kind())
          && !kept.contains(entry.dumpId())
          && dependsOn(entry, kept)) {
        if (refersElsewhere(entry)) {
          if (entry.dependencies().stream()
              .anyMatch(on -> chosen.contains(on) && isOf(entry, on))) {
            refused.add(entry);
          }
        } else {
          keep(entry.dumpId());
        }
      }
    }
  }

  /** A materialised view is filled where all tables below it have their rows. */
  private void addRefreshes() {
    for (TocEntry entry : entries) {
      if (entry.kind().equals(REFRESH) && dependsOn(entry, kept)) {
        Set<Integer> below = new HashSet<>();
        collect(entry, below);
        if (below.stream().allMatch(on -> !isTable(byId.get(on)) || chosen.contains(on))) {
          kept.addAll(below);
        } else {
          refused.add(entry);
        }
      }
    }
  }

  private void collect(TocEntry entry, Set<Integer> all) {
    if (all.add(entry.dumpId())) {
      entry.dependencies().stream()
          .mapToObj(byId::get)
          .filter(on -> on != null)
          .forEach(on -> collect(on, all));
    }
  }

  /**
   * Whether a foreign key, policy or such is one of this table: its name begins with the table's.
   */
  private boolean isOf(TocEntry entry, int table) {
    TocEntry other = byId.get(table);
    return entry.schema().equals(other.schema()) && entry.name().startsWith(other.name() + " ");
  }

  private static boolean dependsOn(TocEntry entry, Collection<Integer> dumpIds) {
    return entry.dependencies().stream().anyMatch(dumpIds::contains);
  }

  private boolean refersElsewhere(TocEntry entry) {
    return entry.dependencies().stream()
        .mapToObj(byId::get)
        .filter(on -> on != null && RELATIONS.contains(on.kind()))
        .anyMatch(on -> !there(entry, on).contains(on.dumpId()));
  }

  private Set<Integer> there(TocEntry entry, TocEntry on) {
    return isTable(on) && NEEDS_ROWS.contains(entry.kind()) ? chosen : kept;
  }
}
