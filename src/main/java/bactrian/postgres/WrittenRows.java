package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How much was written to a database, as its statistics count it: rows inserted, updated and
 * deleted in the tables that exist, also those rolled back; a little late, and forgotten after a
 * crash. Good for "about".
 */
final class WrittenRows {
  private WrittenRows() {}

  /** Rows written since the statistics of the database began. */
  static long in(JdbcSource database) {
    try (Connection session = database.connect();
        Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint"
                    + " FROM pg_catalog.pg_stat_user_tables")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw RunFailure.failed(
          "The statistics of database \""
              + database.target().database()
              + "\" at "
              + database.target().server()
              + " could not be read ("
              + e.getMessage()
              + "): run again.",
          e);
    }
  }
}
