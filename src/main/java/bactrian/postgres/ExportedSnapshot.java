package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A read-only transaction whose view of the database others may share: pg_dump by {@code
 * --snapshot}, so that what is read here belongs to the dump. It must live until pg_dump has
 * imported it, which is so when pg_dump's first byte has come. A pg_dump that reached another
 * server or database does not find the snapshot and fails.
 */
public final class ExportedSnapshot implements AutoCloseable {
  private final Connection connection;
  private final String id;

  private ExportedSnapshot(Connection connection, String id) {
    this.connection = connection;
    this.id = id;
  }

  /**
   * Starts the transaction and exports its snapshot.
   *
   * @param connection a new session of the database to dump; closed with the snapshot, also when
   *     this fails
   * @throws RunFailure when the server exports none
   */
  public static ExportedSnapshot of(Connection connection) {
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET idle_in_transaction_session_timeout = 0");
        connection.setAutoCommit(false);
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        try (ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_export_snapshot()")) {
          row.next();
          return new ExportedSnapshot(connection, row.getString(1));
        }
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw RunFailure.failed("PostgreSQL exported no snapshot for the dump: " + e.getMessage(), e);
    }
  }

  /** The value for {@code --snapshot}. */
  public String id() {
    return id;
  }

  /** The session in its transaction, for reading what belongs to the dump. */
  public Connection connection() {
    return connection;
  }

  /** Ends the transaction and the session; again is harmless. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
