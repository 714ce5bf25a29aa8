package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

@ExtendWith(PostgresLab.class)
class StallProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void aBackendThatWorksOrWaitsForALockIsActive(LabServer server) throws Exception {
    StallProbe probe = probe(server, "bactrian probed", PATIENCE);
    StallProbe other = probe(server, "bactrian other", PATIENCE);
    assertThat(probe.getAsBoolean()).isFalse();
    try (Connection holder = source(server, "holder").getConnection();
        Connection ours = source(server, "bactrian probed 1").getConnection()) {
      run(holder, "SELECT pg_advisory_lock(815)");
      Thread waiting = new Thread(() -> waitFor(ours, "SELECT pg_advisory_lock(815)"));
      waiting.start();

      await().until(probe::getAsBoolean);
      assertThat(other.getAsBoolean()).isFalse();

      run(holder, "SELECT pg_advisory_unlock(815)");
      waiting.join();
      await().until(() -> !probe.getAsBoolean()); // idle now
      ours.setAutoCommit(false);
      run(ours, "SELECT 1");
      assertThat(probe.getAsBoolean()).as("idle in transaction").isFalse();
    }
  }

  @Test
  void aBackendWhoseClientReadsNothingIsNot(LabServer server) throws Exception {
    try (Connection watcher = source(server, "watcher").getConnection();
        Connection ours = source(server, "bactrian unread").getConnection()) {
      ours.unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (SELECT repeat('x', 1000) FROM generate_series(1, 1000000)) TO STDOUT");

      await().until(() -> waitsForItsClient(watcher, "bactrian unread"));

      assertThat(probe(server, "bactrian unread", PATIENCE).getAsBoolean()).isFalse();
      ours.abort(Runnable::run);
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsTakenForStalled() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setServerNames(new String[] {"127.0.0.1"});
      source.setPortNumbers(new int[] {mute.getLocalPort()});
      source.setUser("u");
      source.setPassword("p");

      assertThat(new StallProbe(source, "x", Duration.ofMillis(300)).getAsBoolean()).isFalse();
    }
  }

  @Test
  void aServerThatLetsUsInNoMoreIsTakenForStalled(LabServer server) throws Exception {
    PGSimpleDataSource source = (PGSimpleDataSource) source(server, "x");
    source.setUser("nobody such");

    assertThat(new StallProbe(source, "x", PATIENCE).getAsBoolean()).isFalse();
  }

  private static StallProbe probe(LabServer server, String prefix, Duration patience) {
    return new StallProbe(source(server, "probe"), prefix, patience);
  }

  private static DataSource source(LabServer server, String applicationName) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {server.host()});
    source.setPortNumbers(new int[] {server.port()});
    source.setDatabaseName("postgres");
    source.setUser(LabServer.SUPERUSER);
    source.setPassword(LabServer.PASSWORD);
    source.setApplicationName(applicationName);
    return source;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean waitsForItsClient(Connection watcher, String applicationName)
      throws SQLException {
    try (Statement statement = watcher.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = '"
                    + applicationName
                    + "' AND state = 'active' AND wait_event = 'ClientWrite')")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static void waitFor(Connection connection, String sql) {
    try {
      run(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
