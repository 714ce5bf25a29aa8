package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The fresh database that a restore fills.
 *
 * @param admin the admin database
 */
public record SideDatabase(JdbcSource admin) {

  /**
   * Creates one, marked as ours and closed to PUBLIC.
   *
   * @param lock the lock of the original, held
   * @param create makes the CREATE DATABASE statement for the name that was free, such as {@link
   *     DatabaseLocale#create}
   * @param run the id of the run
   * @param now the instant for its name
   * @return its name
   * @throws RunFailure when the server does not create it
   */
  public String create(DatabaseLock lock, UnaryOperator<String> create, String run, Instant now) {
    lock.check();
    String original = lock.database();
    try (Connection session = admin.connect();
        Statement statement = session.createStatement()) {
      List<String> taken = databases(session);
      String name = DatabaseNames.free(original, DatabaseRole.SIDE, now, taken::contains);
      Marker marker = new Marker(name, DatabaseRole.SIDE, original, null, run, now, 0);
      statement.execute(create.apply(name));
      statement.execute(DatabaseProperties.comment(name, marker.text()));
      statement.execute("REVOKE CONNECT ON DATABASE " + Identifier.quote(name) + " FROM PUBLIC");
      return name;
    } catch (SQLException e) {
      throw RunFailure.failed(
          "No side database for \""
              + original
              + "\" could be created at "
              + admin.target().server()
              + " ("
              + e.getMessage()
              + "): check the role's rights and the space of the server, nothing was changed.",
          e);
    }
  }

  /**
   * Drops the side databases that killed runs left behind. Under the lock every one that exists is
   * such a leftover, so call it before {@link #create}.
   *
   * @return their names
   */
  public List<String> dropLeftovers(DatabaseLock lock) {
    MarkedDatabases marked = new MarkedDatabases(admin);
    List<String> dropped = new ArrayList<>();
    for (MarkedDatabase found : marked.of(lock.database())) {
      if (found.marker().role() == DatabaseRole.SIDE) {
        marked.drop(lock, found.name());
        dropped.add(found.name());
      }
    }
    return List.copyOf(dropped);
  }

  /** Drops one that is not needed any more. */
  public void drop(DatabaseLock lock, String name) {
    new MarkedDatabases(admin).drop(lock, name);
  }

  /** The names of all databases of the server. */
  static List<String> databases(Connection session) throws SQLException {
    try (PreparedStatement query = session.prepareStatement("SELECT datname FROM pg_database");
        ResultSet rows = query.executeQuery()) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }
}
