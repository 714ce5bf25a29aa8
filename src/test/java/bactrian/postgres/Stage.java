package bactrian.postgres;

import bactrian.lab.LabServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/** A live database with one row that says "old", owned by a plain role with CREATEDB. */
final class Stage implements AutoCloseable {
  static final Instant NOW = Instant.parse("2020-10-03T11:55:57Z");

  final LabServer server;
  final String live;
  final String owner;
  final JdbcSource admin;
  final DatabaseLock lock;

  /** Creates database and role under this name, and takes the lock as that role. */
  Stage(LabServer server, String live) throws SQLException {
    this.server = server;
    this.live = live;
    this.owner = "owner_of_" + live.substring(0, Math.min(live.length(), 20));
    server.execute(
        "postgres",
        "CREATE ROLE " + quoted(owner) + " LOGIN CREATEDB PASSWORD 'pw'",
        "CREATE DATABASE " + quoted(live) + " OWNER " + quoted(owner));
    this.admin = new JdbcSource(Targets.of(server, "postgres", owner, "pw"), "test of " + live);
    fill(live, "old");
    this.lock = DatabaseLock.tryAcquire(admin, live);
  }

  /** A side database with one row that says this. */
  String side(String content) throws SQLException {
    String name =
        new SideDatabase(admin)
            .create(
                lock, side -> "CREATE DATABASE " + quoted(side) + " TEMPLATE template0", "r1", NOW);
    fill(name, content);
    return name;
  }

  Swapped swap(String side) {
    return new Swap(admin).into(lock, side, "r1", NOW, List.of());
  }

  /** What the one row of a database says, read as its owner. */
  String content(String database) throws SQLException {
    try (Connection session = server.connect(database, owner, "pw");
        Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery("SELECT content FROM t")) {
      row.next();
      return row.getString(1);
    }
  }

  /** The comment of a database, or null. */
  String comment(String database) throws SQLException {
    return LabFiles.text(
        server,
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = "
            + Literal.quote(database));
  }

  /** Runs statements in a database as its owner. */
  void asOwner(String database, String... statements) throws SQLException {
    try (Connection session = server.connect(database, owner, "pw");
        Statement statement = session.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void fill(String database, String content) throws SQLException {
    asOwner(
        database,
        "CREATE TABLE t (content text)",
        "INSERT INTO t VALUES (" + Literal.quote(content) + ")");
  }

  private static String quoted(String name) {
    return Identifier.quote(name);
  }

  /** Drops every database of the role, and the role. */
  @Override
  public void close() throws SQLException {
    lock.close();
    try (Connection session = server.connect("postgres");
        Statement statement = session.createStatement()) {
      for (String database : SideDatabase.databases(session)) {
        if (database.startsWith(live.substring(0, Math.min(live.length(), 20)))) {
          statement.execute("ALTER DATABASE " + quoted(database) + " IS_TEMPLATE false");
          statement.execute("DROP DATABASE " + quoted(database) + " WITH (FORCE)");
        }
      }
      statement.execute("DROP ROLE " + quoted(owner));
    }
  }
}
