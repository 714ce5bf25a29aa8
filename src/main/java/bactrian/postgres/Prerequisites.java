package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * What an archive takes for granted, made on a server that is thrown away afterwards: roles that
 * nobody can log in as, and tablespaces.
 *
 * @param superuser any database of the server, as superuser
 */
public record Prerequisites(JdbcSource superuser) {
  private static final String RESERVED = "pg_";

  /**
   * Makes what is not there yet.
   *
   * @throws RunFailure when the server does not
   */
  public void create(Set<String> roles, Set<String> tablespaces) {
    try (Connection session = superuser.connect();
        Statement statement = session.createStatement()) {
      for (String role : roles) {
        if (!role.startsWith(RESERVED)
            && !SwapGuards.yes(
                session, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ?)", role)) {
          statement.execute("CREATE ROLE " + Identifier.quote(role) + " NOLOGIN");
        }
      }
      for (String tablespace : tablespaces) {
        if (!SwapGuards.yes(
            session, "SELECT EXISTS (SELECT FROM pg_tablespace WHERE spcname = ?)", tablespace)) {
          // Inside of the server's own folder.
          statement.execute("SET allow_in_place_tablespaces = on");
          statement.execute("CREATE TABLESPACE " + Identifier.quote(tablespace) + " LOCATION ''");
        }
      }
    } catch (SQLException e) {
      throw RunFailure.failed(
          "The throw-away server did not make the roles and tablespaces of the backup: "
              + e.getMessage(),
          e);
    }
  }
}
