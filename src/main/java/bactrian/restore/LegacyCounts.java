package bactrian.restore;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of every COPY of a legacy file.
 *
 * @param copies in the order of the file
 */
public record LegacyCounts(List<Copy> copies) {
  /**
   * One COPY.
   *
   * @param table the table as the file writes it, quoted where it must be, with or without schema
   * @param searchPath where a table without schema is looked for, as SQL behind {@code SET
   *     search_path = }
   * @param rows its rows
   */
  public record Copy(String table, String searchPath, long rows) {}

  /** Copies the list. */
  public LegacyCounts {
    copies = List.copyOf(copies);
  }

  /** The rows of all. */
  public long rows() {
    return copies.stream().mapToLong(Copy::rows).sum();
  }

  /**
   * Compares with what the database holds, by {@link RowCheck}. Changes nothing: it works in a
   * transaction that is rolled back.
   *
   * @param session in the database that was filled, in auto-commit mode, of a role that owns the
   *     tables
   * @throws RunFailure with a sentence for the first table that differs
   */
  public void compare(Connection session) {
    try {
      session.setAutoCommit(false);
      try (Statement statement = session.createStatement()) {
        statement.execute(RowCheck.of(tables(session, statement), 0));
      } finally {
        session.rollback();
        session.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw RunFailure.failed(
          "What was restored is not what the legacy file holds: " + firstLine(e), e);
    }
  }

  private List<RowCheck.Table> tables(Connection session, Statement statement) throws SQLException {
    List<RowCheck.Table> tables = new ArrayList<>();
    String path = null;
    for (Copy copy : copies) {
      if (!copy.searchPath().equals(path)) {
        path = copy.searchPath();
        statement.execute("SET LOCAL search_path = " + path);
      }
      tables.add(table(session, copy));
    }
    return tables;
  }

  private static RowCheck.Table table(Connection session, Copy copy) throws SQLException {
    try (PreparedStatement query =
        session.prepareStatement(
            "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                + " ON n.oid = c.relnamespace WHERE c.oid = pg_catalog.to_regclass(?)")) {
      query.setString(1, copy.table());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw RunFailure.failed(
              "Table "
                  + copy.table()
                  + " of the legacy file is not in the database that was restored.");
        }
        return new RowCheck.Table(row.getString(1), row.getString(2), copy.rows(), false);
      }
    }
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
