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
   * How one is born. CREATE DATABASE cannot be in one transaction with the mark, and the server
   * carries it out even when whoever asked was killed: so, until it is marked, nobody can have put
   * anything into it.
   */
  private static final String UNOPENED = " ALLOW_CONNECTIONS false CONNECTION LIMIT 0";

  private static final String OPEN = " ALLOW_CONNECTIONS true CONNECTION LIMIT -1";

  private static final String ALL_UNOPENED =
      "SELECT datname FROM pg_database WHERE NOT datallowconn AND datconnlimit = 0"
          + " AND pg_has_role(datdba, 'USAGE') AND shobj_description(oid, 'pg_database') IS NULL";

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
      String quoted = Identifier.quote(name);
      statement.execute(create.apply(name) + UNOPENED);
      session.setAutoCommit(false);
      statement.execute(DatabaseProperties.comment(name, marker.text()));
      statement.execute("REVOKE CONNECT ON DATABASE " + quoted + " FROM PUBLIC");
      statement.execute("ALTER DATABASE " + quoted + OPEN);
      session.commit();
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
   * Drops the side databases that killed runs left behind, also those that were created and not yet
   * marked. Under the lock every one that exists is such a leftover, so call it before {@link
   * #create}.
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
    dropped.addAll(dropUnopened(lock));
    return List.copyOf(dropped);
  }

  private List<String> dropUnopened(DatabaseLock lock) {
    lock.check();
    try (Connection session = admin.connect();
        Statement statement = session.createStatement()) {
      List<String> unopened = new ArrayList<>();
      for (String name : names(session, ALL_UNOPENED)) {
        if (DatabaseNames.is(name, lock.database(), DatabaseRole.SIDE)) {
          statement.execute("DROP DATABASE " + Identifier.quote(name));
          unopened.add(name);
        }
      }
      return unopened;
    } catch (SQLException e) {
      throw RunFailure.failed(
          "What a killed restore of \""
              + lock.database()
              + "\" left at "
              + admin.target().server()
              + " could not be dropped ("
              + e.getMessage()
              + "): check the server and run again.",
          e);
    }
  }

  /** Drops one that is not needed any more. */
  public void drop(DatabaseLock lock, String name) {
    new MarkedDatabases(admin).drop(lock, name);
  }

  /** The names of all databases of the server. */
  static List<String> databases(Connection session) throws SQLException {
    return names(session, "SELECT datname FROM pg_database");
  }

  private static List<String> names(Connection session, String sql) throws SQLException {
    try (PreparedStatement query = session.prepareStatement(sql);
        ResultSet rows = query.executeQuery()) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }
}
