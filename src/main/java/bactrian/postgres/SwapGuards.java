package bactrian.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds before any work what would stand against a swap at its end. Reads only; the copying of the
 * properties is rehearsed on the database itself, in a transaction that is rolled back.
 *
 * @param admin the admin database
 */
public record SwapGuards(JdbcSource admin) {
  private static final String PERMISSION = "42501";

  private static final String PREPARED =
      "SELECT gid FROM pg_prepared_xacts WHERE database = ? ORDER BY gid";

  private static final String SLOTS =
      "SELECT slot_name FROM pg_replication_slots WHERE database = ? ORDER BY slot_name";

  private static final String SUBSCRIPTIONS =
      "SELECT s.subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid"
          + " WHERE d.datname = ? AND s.subenabled ORDER BY s.subname";

  // What pg_terminate_backend asks for; without a role it is the server's own worker.
  private static final String SESSIONS =
      """
      SELECT a.pid, a.usename, a.application_name
      FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
      WHERE a.datname = ? AND a.pid <> pg_backend_pid()
        AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
        AND (r.rolsuper OR NOT (pg_has_role(r.oid, 'USAGE')
                                OR pg_has_role('pg_signal_backend', 'USAGE')))
      ORDER BY a.pid""";

  /**
   * Every reason against putting another database in this one's place, found by asking the server.
   *
   * @param database the live database, which need not exist
   * @param needs what the archive's head asks for
   * @throws bactrian.failure.RunFailure when the server cannot be asked
   */
  public List<Refusal> find(String database, SwapNeeds needs) {
    return ask(
        database,
        (session, me, found) -> {
          creation(session, me, ", or restore with --in-place", found);
          if (DatabaseProperties.read(session, database).isPresent()) {
            inTheWay(session, database, found);
            ownership(session, database, me, found);
          }
          rights(session, me, needs, found);
        });
  }

  /**
   * Every reason against replacing the content of this database, found by asking the server.
   *
   * @param database the live database
   * @param needs what the archive's head asks for
   * @throws bactrian.failure.RunFailure when the server cannot be asked
   */
  public List<Refusal> findInPlace(String database, SwapNeeds needs) {
    return ask(
        database,
        (session, me, found) -> {
          if (DatabaseProperties.read(session, database).isEmpty()) {
            found.add(
                Refusal.of(
                    "There is no database " + Identifier.quote(database),
                    "create it first, or restore without --in-place"));
          }
          subscriptions(session, database, found);
          rights(session, me, needs, found);
        });
  }

  /**
   * Every reason against new schemas beside those of this database, by way of another database.
   *
   * @param database the live database
   * @param needs what the tables ask for
   * @throws bactrian.failure.RunFailure when the server cannot be asked
   */
  public List<Refusal> findBeside(String database, SwapNeeds needs) {
    return ask(
        database,
        (session, me, found) -> {
          creation(session, me, "", found);
          if (DatabaseProperties.read(session, database).isEmpty()) {
            found.add(
                Refusal.of(
                    "There is no database " + Identifier.quote(database),
                    "restore the tables into a new one with --into"));
          } else if (!yes(session, "SELECT has_database_privilege(?, 'CREATE')", database)) {
            found.add(
                Refusal.of(
                    "Role "
                        + me
                        + " may not create schemas in database "
                        + Identifier.quote(database),
                    "run GRANT CREATE ON DATABASE " + Identifier.quote(database) + " TO " + me));
          }
          rights(session, me, needs, found);
        });
  }

  private static void creation(Connection session, String me, String instead, List<Refusal> found)
      throws SQLException {
    if (!yes(
        session, "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")) {
      found.add(
          Refusal.of(
              "Role " + me + " may not create databases",
              "run ALTER ROLE " + me + " CREATEDB" + instead));
    }
  }

  @FunctionalInterface
  private interface Guards {
    void find(Connection session, String me, List<Refusal> found) throws SQLException;
  }

  private List<Refusal> ask(String database, Guards guards) {
    try (Connection session = admin.connect()) {
      if (yes(session, "SELECT pg_is_in_recovery()")) {
        return List.of(
            Refusal.of(
                "The server at " + admin.target().server() + " is a standby and cannot be written",
                "name its primary in postgresql.host"));
      }
      List<Refusal> found = new ArrayList<>();
      guards.find(session, Identifier.quote(one(session, "SELECT current_user")), found);
      return List.copyOf(found);
    } catch (SQLException e) {
      throw bactrian.failure.RunFailure.failed(
          "What stands against a restore of database \""
              + database
              + "\" at "
              + admin.target().server()
              + " could not be found out ("
              + e.getMessage()
              + "): run again.",
          e);
    }
  }

  private static void rights(Connection session, String me, SwapNeeds needs, List<Refusal> found)
      throws SQLException {
    RoleGuards.find(session, me, new TreeSet<>(needs.roles()), found);
    TreeSet<String> onlyMentioned = new TreeSet<>(needs.mentioned());
    onlyMentioned.removeAll(needs.roles());
    RoleGuards.findMissing(session, onlyMentioned, found);
    RoleGuards.findSuperuserOnly(session, me, new TreeSet<>(needs.superuserOnly()), found);
    ExtensionGuards.find(session, me, new TreeSet<>(needs.extensions()), found);
  }

  private static void inTheWay(Connection session, String database, List<Refusal> found)
      throws SQLException {
    String in = "Database " + Identifier.quote(database) + " has ";
    for (String gid : names(session, PREPARED, database)) {
      String name = Literal.quote(gid).strip();
      found.add(
          Refusal.of(
              in + "the prepared transaction " + name,
              "run COMMIT PREPARED " + name + " or ROLLBACK PREPARED " + name + " in it"));
    }
    for (String slot : names(session, SLOTS, database)) {
      found.add(
          new Refusal(
              in
                  + "the logical replication slot "
                  + Literal.quote(slot)
                  + ", which would stay with the replaced database and keep WAL for ever",
              "run SELECT pg_drop_replication_slot(" + Literal.quote(slot) + ")",
              true));
    }
    subscriptions(session, database, found);
    try (PreparedStatement query = session.prepareStatement(SESSIONS)) {
      query.setString(1, database);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ServerSession other =
              new ServerSession(rows.getInt(1), rows.getString(2), rows.getString(3));
          found.add(
              Refusal.of(
                  in + "a session that our role may not end, " + other.words(),
                  "as a superuser run SELECT pg_terminate_backend(" + other.pid() + ")"));
        }
      }
    }
  }

  private static void subscriptions(Connection session, String database, List<Refusal> found)
      throws SQLException {
    for (String subscription : names(session, SUBSCRIPTIONS, database)) {
      String name = Identifier.quote(subscription);
      found.add(
          Refusal.of(
              "Database " + Identifier.quote(database) + " has the live subscription " + name,
              "run ALTER SUBSCRIPTION " + name + " DISABLE in it"));
    }
  }

  private static void ownership(Connection session, String database, String me, List<Refusal> found)
      throws SQLException {
    DatabaseProperties properties = DatabaseProperties.read(session, database).orElseThrow();
    String owner = properties.owner();
    if (!yes(session, "SELECT pg_has_role(?, 'USAGE')", owner)) {
      found.add(
          Refusal.of(
              "Database "
                  + Identifier.quote(database)
                  + " belongs to "
                  + Identifier.quote(owner)
                  + ", not to "
                  + me,
              "run ALTER DATABASE "
                  + Identifier.quote(database)
                  + " OWNER TO "
                  + me
                  + " or GRANT "
                  + Identifier.quote(owner)
                  + " TO "
                  + me
                  + ", or restore with --in-place"));
      return;
    }
    String tablespace = properties.locale().tablespace();
    if (!"pg_default".equals(tablespace)
        && !yes(session, "SELECT has_tablespace_privilege(?, 'CREATE')", tablespace)) {
      found.add(
          Refusal.of(
              "Role " + me + " may not create in tablespace " + Identifier.quote(tablespace),
              "run GRANT CREATE ON TABLESPACE " + Identifier.quote(tablespace) + " TO " + me));
      return;
    }
    rehearse(session, properties, me, found);
  }

  private static void rehearse(
      Connection session, DatabaseProperties properties, String me, List<Refusal> found)
      throws SQLException {
    session.setAutoCommit(false);
    try (Statement statement = session.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '10s'");
      for (String sql : properties.copyOnto(properties.name())) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      // Only the refusal's own words: a setting's value may be a secret.
      found.add(
          Refusal.of(
              "Role "
                  + me
                  + " may not copy the settings, grants and labels of database "
                  + Identifier.quote(properties.name())
                  + " ("
                  + (PERMISSION.equals(e.getSQLState())
                      ? e.getMessage().lines().findFirst().orElse("")
                      : "SQLSTATE " + e.getSQLState())
                  + ")",
              "restore as a superuser, or with --in-place"));
    } finally {
      session.rollback();
      session.setAutoCommit(true);
    }
  }

  static boolean yes(Connection session, String query, String... values) throws SQLException {
    return "t".equals(one(session, query, values));
  }

  static String one(Connection session, String query, String... values) throws SQLException {
    List<String> found = names(session, query, values);
    return found.isEmpty() ? null : found.get(0);
  }

  private static List<String> names(Connection session, String query, String... values)
      throws SQLException {
    try (PreparedStatement statement = session.prepareStatement(query)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<String> names = new ArrayList<>();
        while (rows.next()) {
          names.add(rows.getString(1));
        }
        return names;
      }
    }
  }
}
