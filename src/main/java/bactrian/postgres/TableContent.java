package bactrian.postgres;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a table holds.
 *
 * @param name the table's name, without its schema
 * @param rows how many rows
 * @param hash a sum over the hashes of all rows: equal for equal rows in any order
 */
public record TableContent(String name, long rows, BigDecimal hash) {
  private static final String TABLES =
      "SELECT c.relname FROM pg_catalog.pg_class c WHERE c.relkind = 'r'"
          + " AND c.relnamespace = 'public'::pg_catalog.regnamespace ORDER BY c.relname";

  // hashtextextended is there from PostgreSQL 11 on.
  private static final String CONTENT =
      "SELECT count(*), coalesce(sum(pg_catalog.hashtextextended(t::text, 0)), 0) FROM public.%s t";

  /** What every table of the schema {@code public} holds, by name. */
  public static List<TableContent> read(Connection session) throws SQLException {
    List<TableContent> contents = new ArrayList<>();
    try (Statement statement = session.createStatement()) {
      for (String table : tables(statement)) {
        try (ResultSet row = statement.executeQuery(CONTENT.formatted(Identifier.quote(table)))) {
          row.next();
          contents.add(new TableContent(table, row.getLong(1), row.getBigDecimal(2)));
        }
      }
    }
    return contents;
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }
}
