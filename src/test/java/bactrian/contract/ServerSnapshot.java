package bactrian.contract;

import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The databases of a server at one time, and all that one of them held: to show later that nothing
 * was changed, or what was.
 *
 * @param server the server
 * @param database the one that is looked into; it need not exist
 * @param oids the object id of every database, by its name
 * @param contentOrNull what that one held
 */
record ServerSnapshot(
    LabServer server,
    String database,
    SortedMap<String, Long> oids,
    DatabaseContent contentOrNull) {

  static ServerSnapshot of(LabServer server, String database) throws SQLException {
    SortedMap<String, Long> oids = new TreeMap<>();
    try (Connection session = server.connect("postgres");
        Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery("SELECT datname, oid FROM pg_database")) {
      while (rows.next()) {
        oids.put(rows.getString(1), rows.getLong(2));
      }
    }
    DatabaseContent content =
        oids.containsKey(database) ? DatabaseContent.read(server, database) : null;
    return new ServerSnapshot(server, database, oids, content);
  }

  /** What has changed since, a line each; empty when nothing has. */
  List<String> changes() throws SQLException {
    ServerSnapshot now = of(server, database);
    List<String> changes = new ArrayList<>();
    SortedSet<String> names = new TreeSet<>(oids.keySet());
    names.addAll(now.oids.keySet());
    for (String name : names) {
      Long before = oids.get(name);
      Long after = now.oids.get(name);
      if (before == null || !before.equals(after)) {
        changes.add("database " + name + " was " + before + " is " + after);
      }
    }
    if (contentOrNull != null && now.contentOrNull != null) {
      changes.addAll(contentOrNull.differences(now.contentOrNull));
    }
    return changes;
  }

  /** The databases that there are now and were not then. */
  List<String> newDatabases() throws SQLException {
    SortedSet<String> names = new TreeSet<>(of(server, "").oids.keySet());
    names.removeAll(oids.keySet());
    return List.copyOf(names);
  }

  /** Drops the databases that were not there then. */
  void dropNewDatabases() throws SQLException {
    for (String name : newDatabases()) {
      server.execute("postgres", "DROP DATABASE " + quoted(name) + " WITH (FORCE)");
    }
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
