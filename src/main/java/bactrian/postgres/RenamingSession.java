package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a renaming out: properties, renames and comments in one transaction, while a second
 * session ends the others. Nothing is committed before, so whenever it is killed, either everything
 * or nothing has happened, and the database in place is open.
 */
final class RenamingSession {
  /** Decides, inside the transaction, what is to be renamed. */
  interface Plan {
    Renaming in(Connection session) throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(RenamingSession.class);
  private static final int TRIES = 3;

  /** In use, lock not available, deadlock, serialization: what another try can get past. */
  private static final Set<String> PASSING = Set.of("55006", "55P03", "40P01", "40001");

  private final JdbcSource admin;
  private final DatabaseLock lock;

  RenamingSession(JdbcSource admin, DatabaseLock lock) {
    this.admin = admin;
    this.lock = lock;
  }

  /**
   * Tries three times; each try waits five seconds for the other sessions to be gone, as long as
   * PostgreSQL allows.
   *
   * @throws RunFailure when nothing was changed, naming the sessions in the way
   */
  Renaming carryOut(Plan plan) {
    List<ServerSession> blocking = new ArrayList<>();
    SQLException last = null;
    for (int tries = 0; tries < TRIES; tries++) {
      blocking.clear();
      try (Connection session = admin.connect()) {
        session.setAutoCommit(false);
        return once(session, plan, blocking);
      } catch (SQLException e) {
        last = e;
        if (!PASSING.contains(String.valueOf(e.getSQLState()))) {
          break;
        }
        LOG.debug("The swap of {} did not come through", lock.database(), e);
      }
    }
    throw failed(last, blocking);
  }

  private Renaming once(Connection session, Plan plan, List<ServerSession> blocking)
      throws SQLException {
    // A lock on one of the two can also be held from another database.
    execute(session, List.of("SET LOCAL lock_timeout = '10s'", "SET LOCAL search_path = ''"));
    Renaming renaming = plan.in(session);
    List<Long> databases = databases(session, renaming);
    execute(session, renaming.first());
    lock.check();
    SessionEnder ender = SessionEnder.start(admin, databases, pid(session));
    try (ender) {
      execute(session, renaming.statements());
    } catch (SQLException e) {
      blocking.addAll(ender.blocking());
      if (ender.trouble() != null) {
        e.addSuppressed(ender.trouble());
      }
      throw e;
    }
    // Both names are locked to the end, so nobody needs to be sent away any more.
    execute(session, renaming.last());
    lock.check();
    commit(session, renaming, databases.get(0));
    return renaming;
  }

  /** When the connection breaks in COMMIT, only the server knows whether it happened. */
  private void commit(Connection session, Renaming renaming, long incoming) throws SQLException {
    try {
      session.commit();
    } catch (SQLException e) {
      try (Connection other = admin.connect()) {
        if (oid(other, renaming.live()) != incoming) {
          throw e;
        }
        LOG.debug("The connection broke in COMMIT, which had happened", e);
      }
    }
  }

  private RunFailure failed(SQLException cause, List<ServerSession> blocking) {
    String blockers =
        blocking.isEmpty()
            ? ""
            : "; in the way: "
                + blocking.stream().map(ServerSession::words).collect(Collectors.joining(", "));
    return RunFailure.failed(
        "Database \""
            + lock.database()
            + "\" at "
            + admin.target().server()
            + " was not swapped and nothing about it was changed ("
            + cause.getMessage().lines().findFirst().orElse("no reason given")
            + blockers
            + "): "
            + (blocking.isEmpty() ? "" : "end these sessions, then ")
            + "run again.",
        cause);
  }

  private static void execute(Connection session, List<String> statements) throws SQLException {
    try (Statement statement = session.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<Long> databases(Connection session, Renaming renaming) throws SQLException {
    List<Long> found = new ArrayList<>(List.of(oid(session, renaming.incoming())));
    if (renaming.displacedOrNull() != null) {
      found.add(oid(session, renaming.live()));
    }
    return found;
  }

  private static long oid(Connection session, String database) throws SQLException {
    try (PreparedStatement query =
        session.prepareStatement("SELECT oid FROM pg_catalog.pg_database WHERE datname = ?")) {
      query.setString(1, database);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private static int pid(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
