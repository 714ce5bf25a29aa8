package bactrian.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sessions of one client in a database.
 *
 * @param user the role
 * @param clientOrNull the client's address, {@code local} through a Unix socket, or null when our
 *     role may not see it
 * @param applicationOrNull the application's name, or null when it has none or our role may not see
 *     it
 * @param count how many sessions
 */
public record ClientSessions(
    String user, String clientOrNull, String applicationOrNull, int count) {
  // A parallel worker goes with the session that it works for.
  private static final String QUERY =
      """
      SELECT a.usename,
             CASE WHEN a.client_addr IS NOT NULL THEN pg_catalog.host(a.client_addr)
                  WHEN a.client_port = -1 THEN 'local' END AS client,
             nullif(a.application_name, '') AS application,
             pg_catalog.count(*)
        FROM pg_catalog.pg_stat_activity a
       WHERE a.datname = ? AND a.usesysid IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()
         AND a.backend_type IS DISTINCT FROM 'parallel worker'
         AND a.application_name
             IS DISTINCT FROM pg_catalog.current_setting('application_name')
       GROUP BY 1, 2, 3
       ORDER BY 4 DESC, 1, 2, 3""";

  /**
   * All sessions in a database but our own, those of the busiest client first.
   *
   * @param session a session of ours in any database of the server
   */
  public static List<ClientSessions> in(Connection session, String database) throws SQLException {
    try (PreparedStatement query = session.prepareStatement(QUERY)) {
      query.setString(1, database);
      try (ResultSet rows = query.executeQuery()) {
        List<ClientSessions> all = new ArrayList<>();
        while (rows.next()) {
          all.add(
              new ClientSessions(
                  rows.getString(1), rows.getString(2), rows.getString(3), rows.getInt(4)));
        }
        return List.copyOf(all);
      }
    }
  }
}
