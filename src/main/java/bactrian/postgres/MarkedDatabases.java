package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The databases that carry our marker: the only ones that are ever dropped, and only under the lock
 * of their original.
 *
 * @param admin the admin database
 */
public record MarkedDatabases(JdbcSource admin) {
  private static final String ALL =
      """
      SELECT d.datname, shobj_description(d.oid, 'pg_database'),
             CASE WHEN pg_has_role('pg_read_all_stats', 'USAGE')
                    OR has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END
      FROM pg_database d WHERE shobj_description(d.oid, 'pg_database') LIKE '{%'""";

  /**
   * All that stand beside this original, newest first.
   *
   * @throws RunFailure when the server cannot be asked
   */
  public List<MarkedDatabase> of(String original) {
    List<MarkedDatabase> found = new ArrayList<>();
    try (Connection session = admin.connect();
        Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(ALL)) {
      while (rows.next()) {
        String name = rows.getString(1);
        long size = rows.getLong(3);
        OptionalLong bytes = rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(size);
        Marker.parse(name, rows.getString(2))
            .filter(marker -> marker.original().equals(original))
            .ifPresent(marker -> found.add(new MarkedDatabase(name, marker, bytes)));
      }
    } catch (SQLException e) {
      throw failed("The databases kept beside \"" + original + "\" could not be listed", e);
    }
    found.sort(
        Comparator.comparing((MarkedDatabase kept) -> kept.marker().at())
            .reversed()
            .thenComparing(MarkedDatabase::name));
    return List.copyOf(found);
  }

  /**
   * Drops a database of ours, ending its sessions.
   *
   * @param lock the lock of its original, held
   * @throws RunFailure {@code refused} when it does not carry the marker any more; {@code failed}
   *     when the lock was lost or the server did not drop it
   */
  public void drop(DatabaseLock lock, String name) {
    lock.check();
    try (Connection session = admin.connect()) {
      if (!marked(session, name, lock.database())) {
        throw RunFailure.refused(
            "Database \""
                + name
                + "\" does not carry our marker for \""
                + lock.database()
                + "\" (its comment was changed), so it is not dropped: drop it yourself if nobody"
                + " needs it.");
      }
      try (Statement statement = session.createStatement()) {
        // A copy of a template is one too, and templates cannot be dropped.
        statement.execute("ALTER DATABASE " + Identifier.quote(name) + " IS_TEMPLATE false");
        statement.execute("DROP DATABASE " + Identifier.quote(name) + " WITH (FORCE)");
      }
    } catch (SQLException e) {
      throw failed("Database \"" + name + "\" could not be dropped", e);
    }
  }

  private static boolean marked(Connection session, String name, String original)
      throws SQLException {
    try (PreparedStatement query =
        session.prepareStatement(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            && Marker.parse(name, row.getString(1))
                .filter(marker -> marker.original().equals(original))
                .isPresent();
      }
    }
  }

  private RunFailure failed(String what, SQLException cause) {
    return RunFailure.failed(
        what
            + " at "
            + admin.target().server()
            + " ("
            + cause.getMessage()
            + "): check the server and run again.",
        cause);
  }
}
