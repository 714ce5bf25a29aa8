package bactrian.restore;

import bactrian.postgres.Identifier;
import bactrian.restore.CountedTable.Name;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which tables of a restored database are compared together: a partition that was loaded through
 * the root of its table with all others under that root, any other by itself.
 */
public final class ContentGroups {
  private final Map<Name, String> groups = new HashMap<>();
  private final Set<String> atLeast = new HashSet<>();

  private ContentGroups() {}

  /** The groups of what a run has restored, as its database says. */
  public static ContentGroups of(RestoreRun run) throws SQLException {
    ContentGroups groups = new ContentGroups();
    RestoreSource.Backup source = run.plan().backup();
    try (Connection session = run.filled().connect()) {
      Comparison comparison =
          Comparison.of(source.head(), source.index().entries(), CountedTable.read(session));
      for (Comparison.Group group : comparison.groups()) {
        String name = quoted(group.root());
        group.tables().forEach(table -> groups.groups.put(table, name));
        if (group.atLeast()) {
          groups.atLeast.add(name);
        }
      }
    }
    return groups;
  }

  /** The group of a table, by a name in quotes. */
  public String of(String schema, String table) {
    Name name = new Name(schema, table);
    return groups.getOrDefault(name, quoted(name));
  }

  /** Whether the group holds an extension's own rows beside those of the backup. */
  public boolean holdsMore(String group) {
    return atLeast.contains(group);
  }

  private static String quoted(Name name) {
    return Identifier.quote(name.schema()) + "." + Identifier.quote(name.table());
  }
}
