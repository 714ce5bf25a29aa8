package bactrian.postgres;

import bactrian.lab.LabServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Changes the files of a throw-away server, by its own hand, which owns them. */
final class LabFiles {
  private LabFiles() {}

  /** Makes these lines the server's pg_hba.conf; one of them must let the superuser in. */
  static void hba(LabServer server, String... lines) throws SQLException {
    String before = text(server, "SELECT pg_conf_load_time()");
    String rows = Stream.of(lines).map(Literal::quote).collect(Collectors.joining(", "));
    server.execute(
        "postgres",
        "COPY (SELECT unnest(ARRAY[" + rows + "])) TO PROGRAM 'cat > pg_hba.conf'",
        "SELECT pg_reload_conf()");
    Awaitility.await().until(() -> !text(server, "SELECT pg_conf_load_time()").equals(before));
  }

  /** Gives the server a certificate of its own for 127.0.0.1, in its file server.crt. */
  static String tls(LabServer server) throws SQLException {
    server.execute(
        "postgres",
        "COPY (SELECT '') TO PROGRAM 'openssl req -x509 -newkey rsa:2048 -nodes -days 2"
            + " -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
            + " -keyout server.key -out server.crt'",
        "ALTER SYSTEM SET ssl = on",
        "SELECT pg_reload_conf()");
    Awaitility.await().until(() -> text(server, "SHOW ssl").equals("on"));
    return text(server, "SELECT pg_read_file('server.crt')");
  }

  static String text(LabServer server, String query) throws SQLException {
    try (Connection session = server.connect("postgres")) {
      return text(session, query);
    }
  }

  private static String text(Connection session, String query) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
