package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two of our runs from working on the same database: an advisory lock on a session of its
 * own, in the admin database (one taken in the target would exclude nobody elsewhere, and end with
 * the swap). Gone when the session goes, so nothing is left behind by a kill.
 */
public final class DatabaseLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseLock.class);
  private static final int CHECK_MILLISECONDS = 30_000;
  private static final int ATTEMPTS = 3;

  /** A pinned session outlives its idle hours and notices a dead peer within two minutes. */
  private static final String PIN =
      "SELECT set_config(s.name, v.value, false) FROM pg_catalog.pg_settings s JOIN (VALUES"
          + " ('idle_session_timeout', '0'), ('tcp_keepalives_idle', '60'),"
          + " ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '6'),"
          + " ('search_path', 'pg_catalog')) AS v (name, value) USING (name)";

  private static final String OF_THIS_KEY =
      " FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
          + " AND l.database = (SELECT oid FROM pg_catalog.pg_database"
          + " WHERE datname = current_database())"
          + " AND (l.classid::bigint << 32 | l.objid::bigint) = ?";

  private final Connection session;
  private final JdbcSource source;
  private final String database;

  private DatabaseLock(Connection session, JdbcSource source, String database) {
    this.session = session;
    this.source = source;
    this.database = database;
  }

  /**
   * The lock's key: the first eight bytes, most significant first, of the SHA-256 of {@code
   * bactrian:} and the database's name in UTF-8. Every version of this program must come to the
   * same.
   */
  public static long key(String database) {
    try {
      byte[] name = ("bactrian:" + database).getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /**
   * Takes the lock, or fails at once.
   *
   * @param admin the admin database, with a purpose that others are told
   * @param database the name of the database to work on
   * @throws RunFailure {@code busy}, naming the holder, or {@code failed} without a connection
   */
  public static DatabaseLock tryAcquire(JdbcSource admin, String database) {
    Connection session = admin.connect();
    DatabaseLock lock = new DatabaseLock(session, admin, database);
    try {
      lock.acquire();
      return lock;
    } catch (SQLException e) {
      lock.closeSession();
      throw RunFailure.failed(
          "The lock on database \""
              + database
              + "\" could not be taken at "
              + admin.target().server()
              + " ("
              + e.getMessage()
              + "): run again.",
          e);
    } catch (RunFailure e) {
      lock.closeSession();
      throw e;
    }
  }

  /** Whether the session still lives and holds the lock. */
  public synchronized boolean stillHeld() {
    try {
      session.setNetworkTimeout(Runnable::run, CHECK_MILLISECONDS);
      try (PreparedStatement query =
          session.prepareStatement(
              "SELECT 1" + OF_THIS_KEY + " AND l.pid = pg_catalog.pg_backend_pid()")) {
        query.setLong(1, key(database));
        try (ResultSet row = query.executeQuery()) {
          return row.next();
        }
      }
    } catch (SQLException e) {
      LOG.debug("The session of the lock on {} is gone", database, e);
      return false;
    }
  }

  /**
   * To be called just before anything becomes final.
   *
   * @throws RunFailure when the lock was lost, so that somebody else may be at work
   */
  public void check() {
    if (!stillHeld()) {
      throw RunFailure.failed(
          "The lock on database \""
              + database
              + "\" was lost (its session at "
              + source.target().server()
              + " ended), so somebody else may be at work: nothing was made final, run again.");
    }
  }

  /** The name of the database that is locked. */
  public String database() {
    return database;
  }

  /** Releases the lock; nothing to do when it was lost already. */
  @Override
  public synchronized void close() {
    // Ending the session releases it too, but only some moments after we have gone on.
    try (Statement statement = session.createStatement()) {
      statement.execute("SELECT pg_catalog.pg_advisory_unlock_all()");
    } catch (SQLException e) {
      LOG.debug("The session of the lock on {} was gone before its release", database, e);
    }
    closeSession();
  }

  private void acquire() throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(PIN);
    }
    String holder = null;
    for (int attempt = 0; attempt < ATTEMPTS && holder == null; attempt++) {
      if (taken()) {
        return;
      }
      // Null when it was released since: then it is ours to take.
      holder = holder();
    }
    throw RunFailure.busy(
        "Database \""
            + database
            + "\" is being worked on by "
            + (holder == null ? "others in turn" : holder)
            + ": wait until that has ended, then run again.");
  }

  private boolean taken() throws SQLException {
    try (PreparedStatement query =
        session.prepareStatement("SELECT pg_catalog.pg_try_advisory_lock(?)")) {
      query.setLong(1, key(database));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private String holder() throws SQLException {
    try (PreparedStatement query =
        session.prepareStatement(
            "SELECT l.pid, a.usename, a.application_name, host(a.client_addr),"
                + " to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')"
                + OF_THIS_KEY.replace(
                    "pg_locks l",
                    "pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid)"))) {
      query.setLong(1, key(database));
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        // Sessions of other roles show us neither their application nor their times.
        String application = row.getString(3);
        String address = row.getString(4);
        String since = row.getString(5);
        return (application == null || application.isEmpty()
                ? "somebody"
                : "\"" + application + "\"")
            + " (server process "
            + row.getInt(1)
            + (row.getString(2) == null ? "" : ", user \"" + row.getString(2) + "\"")
            + (address == null ? "" : ", from " + address)
            + (since == null ? "" : ", since " + since + " UTC")
            + ")";
      }
    }
  }

  private void closeSession() {
    try {
      session.close();
    } catch (SQLException e) {
      LOG.debug("The session of the lock on {} did not close cleanly", database, e);
    }
  }
}
