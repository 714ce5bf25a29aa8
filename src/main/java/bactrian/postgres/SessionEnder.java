package bactrian.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the other sessions of two databases again and again while another session renames them, and
 * remembers those that stand in the way and may not be ended.
 */
final class SessionEnder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionEnder.class);
  private static final int PAUSE_MILLISECONDS = 20;
  private static final String NOT_PERMITTED = "42501";

  // Without a role they are the server's own workers, which the renaming itself sends away.
  private static final String IN_THE_WAY =
      """
      SELECT pid, usename, application_name, datid = ANY (?)
      FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND usesysid IS NOT NULL
        AND (datid = ANY (?) OR pid = ANY (pg_blocking_pids(?)))""";

  private final Connection session;
  private final Long[] databases;
  private final int renamer;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private final Map<Integer, ServerSession> blocking = new TreeMap<>();
  private List<ServerSession> lastInside = List.of();
  private SQLException trouble;

  private SessionEnder(Connection session, List<Long> databases, int renamer) {
    this.session = session;
    this.databases = databases.toArray(new Long[0]);
    this.renamer = renamer;
    this.thread = new Thread(this::run, "session-ender");
    thread.setDaemon(true);
  }

  /**
   * Starts at once.
   *
   * @param databases their object ids: the names change meanwhile
   * @param renamer the server process of the session that renames
   */
  static SessionEnder start(JdbcSource admin, List<Long> databases, int renamer) {
    SessionEnder ender = new SessionEnder(admin.connect(), databases, renamer);
    ender.thread.start();
    return ender;
  }

  /**
   * The sessions that stood in the way and could not be ended, else those that were there last; to
   * be asked after close.
   */
  List<ServerSession> blocking() {
    return blocking.isEmpty() ? lastInside : List.copyOf(blocking.values());
  }

  /** Why it could not go on, or null; to be asked after close. */
  SQLException trouble() {
    return trouble;
  }

  /** Returns when it ends no session any more. */
  @Override
  public void close() {
    stop.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      session.close();
    } catch (SQLException e) {
      LOG.debug("The session that ended others did not close cleanly", e);
    }
  }

  private void run() {
    try {
      do {
        endAll();
      } while (!stop.await(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS));
    } catch (SQLException e) {
      trouble = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endAll() throws SQLException {
    List<ServerSession> inside = new ArrayList<>();
    try (PreparedStatement query = session.prepareStatement(IN_THE_WAY)) {
      query.setArray(1, session.createArrayOf("oid", databases));
      query.setArray(2, session.createArrayOf("oid", databases));
      query.setInt(3, renamer);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ServerSession found =
              new ServerSession(rows.getInt(1), rows.getString(2), rows.getString(3));
          if (rows.getBoolean(4)) {
            inside.add(found);
          } else {
            blocking.put(found.pid(), found);
          }
        }
      }
    }
    lastInside = List.copyOf(inside);
    for (ServerSession found : inside) {
      end(found);
    }
  }

  private void end(ServerSession found) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute("SELECT pg_terminate_backend(" + found.pid() + ")");
    } catch (SQLException e) {
      if (!NOT_PERMITTED.equals(e.getSQLState())) {
        throw e;
      }
      blocking.put(found.pid(), found);
    }
  }
}
