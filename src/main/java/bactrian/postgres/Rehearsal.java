package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Tries statements that are to come at the end of long work, and takes them back, so that what
 * cannot be done is told before the work.
 *
 * @param admin the admin database
 */
public record Rehearsal(JdbcSource admin) {
  private static final String PERMISSION = "42501";
  private static final String NO_SUCH_OBJECT = "42704";

  /**
   * Runs the statements in a transaction that is rolled back.
   *
   * @param database what they are about, for the sentence
   * @throws RunFailure {@code refused} when one of them fails
   */
  public void of(String database, List<String> statements) {
    try (Connection session = admin.connect();
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      try {
        statement.execute("SET LOCAL lock_timeout = '10s'");
        for (String sql : statements) {
          statement.execute(sql);
        }
      } finally {
        session.rollback();
      }
    } catch (SQLException e) {
      throw RunFailure.refused(
          "The owner, grants and settings that the backup says for database "
              + Identifier.quote(database)
              + " cannot be given to it at "
              + admin.target().server()
              + " ("
              + reason(e)
              + "): restore as a superuser, or create the database first.");
    }
  }

  /** Only the server's words about rights and missing roles: a setting's value may be a secret. */
  private static String reason(SQLException e) {
    boolean harmless = PERMISSION.equals(e.getSQLState()) || NO_SUCH_OBJECT.equals(e.getSQLState());
    return harmless ? e.getMessage().lines().findFirst().orElse("") : "SQLSTATE " + e.getSQLState();
  }
}
