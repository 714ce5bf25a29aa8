package bactrian.verify;

import bactrian.archive.TocEntry;
import bactrian.restore.RestoreStep;
import bactrian.restore.RestoreSteps;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether the indexes, constraints and triggers of an archive are in the database, and in force.
 */
final class ObjectCheck {
  /** How pg_dump names them in its table of contents: the table first. */
  private static final Map<String, String> QUERIES =
      Map.of(
          "INDEX",
          """
          SELECT n.nspname, c.relname
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
          WHERE c.relkind = 'I' OR (i.indisvalid AND i.indisready)""",
          "CONSTRAINT",
          """
          SELECT n.nspname, coalesce(c.relname, t.typname) || ' ' || k.conname
          FROM pg_catalog.pg_constraint k
          JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace
          LEFT JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
          LEFT JOIN pg_catalog.pg_type t ON t.oid = k.contypid
          WHERE c.oid IS NOT NULL OR t.oid IS NOT NULL""",
          "TRIGGER",
          """
          SELECT n.nspname, c.relname || ' ' || g.tgname
          FROM pg_catalog.pg_trigger g
          JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE NOT g.tgisinternal""");

  private record Name(String schema, String name) {}

  private ObjectCheck() {}

  /** Adds what is missing to the findings. */
  static void check(Connection session, RestoreSteps steps, Findings findings) throws SQLException {
    for (Map.Entry<String, String> query : QUERIES.entrySet()) {
      Set<Name> there = read(session, query.getValue());
      for (RestoreStep step : RestoreStep.values()) {
        for (TocEntry entry : steps.entries(step)) {
          if (isOf(entry.kind(), query.getKey())
              && !there.contains(new Name(entry.schema(), entry.name()))) {
            findings.add(
                "%s %s of schema %s was not restored, or is not in force."
                    .formatted(entry.kind(), entry.name(), entry.schema()));
          }
        }
      }
    }
  }

  private static boolean isOf(String kind, String group) {
    return kind.equals(group)
        || (group.equals("CONSTRAINT")
            && (kind.equals("FK CONSTRAINT") || kind.equals("CHECK CONSTRAINT")));
  }

  private static Set<Name> read(Connection session, String query) throws SQLException {
    Set<Name> names = new HashSet<>();
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(new Name(rows.getString(1), rows.getString(2)));
      }
    }
    return names;
  }
}
