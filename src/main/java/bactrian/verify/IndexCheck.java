package bactrian.verify;

import bactrian.postgres.Identifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether every B-tree index has its order, and every row of its table in it, by PostgreSQL's own
 * extension amcheck, where the server has it and our role may create it.
 */
final class IndexCheck {
  private static final String SCHEMA = "bactrian_amcheck";
  private static final String DENIED = "42501";
  private static final Set<String> CORRUPTED = Set.of("XX001", "XX002");

  private static final String WHERE =
      "SELECT n.nspname FROM pg_catalog.pg_extension e"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
          + " WHERE e.extname = 'amcheck'";

  private static final String INDEXES =
      """
      SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_am a ON a.oid = c.relam
      WHERE a.amname = 'btree' AND c.relkind = 'i' AND i.indisvalid AND i.indisready
        AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
      ORDER BY 2""";

  private record Index(long oid, String name) {}

  private IndexCheck() {}

  /** Adds what is wrong to the findings. */
  static void check(Connection session, Findings findings) throws SQLException {
    boolean made = !hasRow(session, WHERE);
    if (made && !create(session)) {
      return;
    }
    String schema = one(session, WHERE);
    try (PreparedStatement check =
        session.prepareStatement(
            "SELECT "
                + Identifier.quote(schema)
                + ".bt_index_check(index => ?::pg_catalog.oid::pg_catalog.regclass,"
                + " heapallindexed => true)")) {
      for (Index index : indexes(session)) {
        check.setLong(1, index.oid());
        try {
          check.execute();
        } catch (SQLException e) {
          if (!CORRUPTED.contains(e.getSQLState())) {
            throw e;
          }
          findings.add("Index %s is damaged: %s.".formatted(index.name(), e.getMessage()));
        }
      }
    }
    if (made) {
      execute(session, "DROP SCHEMA " + SCHEMA + " CASCADE");
    }
  }

  private static boolean create(Connection session) throws SQLException {
    if (!hasRow(
        session, "SELECT name FROM pg_catalog.pg_available_extensions WHERE name = 'amcheck'")) {
      return false;
    }
    session.setAutoCommit(false);
    try {
      execute(session, "CREATE SCHEMA " + SCHEMA);
      execute(session, "CREATE EXTENSION amcheck SCHEMA " + SCHEMA);
      session.commit();
      return true;
    } catch (SQLException e) {
      session.rollback();
      if (DENIED.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    } finally {
      session.setAutoCommit(true);
    }
  }

  private static List<Index> indexes(Connection session) throws SQLException {
    List<Index> indexes = new ArrayList<>();
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(INDEXES)) {
      while (rows.next()) {
        indexes.add(new Index(rows.getLong(1), rows.getString(2)));
      }
    }
    return indexes;
  }

  private static boolean hasRow(Connection session, String query) throws SQLException {
    return one(session, query) != null;
  }

  private static String one(Connection session, String query) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private static void execute(Connection session, String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }
}
