package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.ChildAk;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A restore of a database that others are in, or at work on. */
@ExtendWith(PostgresLab.class)
class BusyDatabaseTest {
  private static final String DATABASE = "contract_busy";

  @TempDir private Path folder;
  private LabServer server;
  private ServerSnapshot empty;
  private ChildAk ak;
  private DatabaseContent backedUp;

  @BeforeEach
  void backUp(LabServer lab) throws Exception {
    server = lab;
    empty = ServerSnapshot.of(server, DATABASE);
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(DATABASE, "CREATE TABLE t AS SELECT generate_series(1, 100) AS n");
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    backedUp = DatabaseContent.read(server, DATABASE);
    ChildAk.Ended backup = ak.run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    server.execute(DATABASE, "DELETE FROM t WHERE n > 10");
  }

  @AfterEach
  void drop() throws Exception {
    empty.dropNewDatabases();
  }

  @Test
  void clientsThatAreConnectedAreSentAway() throws Exception {
    List<Connection> clients = new ArrayList<>();
    for (int client = 0; client < 5; client++) {
      clients.add(server.connect(DATABASE));
    }
    clients.get(0).setAutoCommit(false);
    try (Statement inTransaction = clients.get(0).createStatement()) {
      inTransaction.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");

      restore();
    }

    for (Connection client : clients) {
      assertThat(client.isValid(5)).isFalse();
      client.close();
    }
    assertThat(backedUp.differences(DatabaseContent.read(server, DATABASE))).isEmpty();
  }

  @Test
  void clientsThatReconnectWithoutPauseDoNotKeepItFromTheSwap() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong oldRows = new AtomicLong();
    AtomicLong newRows = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<?>> clients = new ArrayList<>();
    for (int client = 0; client < 2; client++) {
      clients.add(threads.submit(() -> reconnect(stop, oldRows, newRows)));
    }
    try {
      await().atMost(ChildAk.PATIENCE).until(() -> oldRows.get() > 0);

      restore();

      await().atMost(ChildAk.PATIENCE).until(() -> newRows.get() > 0);
    } finally {
      stop.set(true);
      threads.shutdown();
    }
    for (Future<?> client : clients) {
      client.get();
    }
    assertThat(backedUp.differences(DatabaseContent.read(server, DATABASE))).isEmpty();
  }

  /** Reads the rows, in a new connection each time; sees those of before or those of after. */
  private void reconnect(AtomicBoolean stop, AtomicLong oldRows, AtomicLong newRows) {
    while (!stop.get()) {
      try (Connection session = server.connect(DATABASE);
          Statement statement = session.createStatement();
          var row = statement.executeQuery("SELECT count(*) FROM t")) {
        row.next();
        long rows = row.getLong(1);
        assertThat(rows).isIn(10L, 100L);
        (rows == 10 ? oldRows : newRows).incrementAndGet();
      } catch (SQLException e) {
        // Sent away, or nobody home for the moment of the swap; never anything else.
        assertThat(e.getSQLState()).isIn("57P01", "3D000", "08006", "55000", "08001");
      }
    }
  }

  @Test
  void whileABackupRunsItIsTheOthersTurn() throws Exception {
    Path gate = folder.resolve("gate");
    Path programs = ScriptedDump.pgDump(folder.resolve("programs"), ScriptedDump.waitingFor(gate));
    ServerSnapshot before = ServerSnapshot.of(server, DATABASE);

    try (ChildAk.Running backup = ak.withProgramsFirst(programs).start("backup", "--quiet")) {
      await().atMost(ChildAk.PATIENCE).until(this::isLocked);

      assertThat(OneSentence.of(ak.run("restore", "latest", "--yes", "--quiet"), 5))
          .contains("Database \"contract_busy\" is being worked on by \"bactrian backup")
          .contains("run again");
      Files.createFile(gate);
      assertThat(backup.await().exitCode()).isZero();
    }
    assertThat(before.changes()).isEmpty();
  }

  @Test
  void whileARestoreRunsItIsTheOthersTurn() throws Exception {
    Path gate = folder.resolve("gate");
    Path programs =
        ScriptedRestore.in(
            folder.resolve("programs"),
            ScriptedRestore.when(
                "data", ScriptedRestore.waitingFor(gate, folder.resolve("waits"))));

    try (ChildAk.Running first =
        ak.withProgramsFirst(programs).start("restore", "latest", "--yes", "--quiet")) {
      await().atMost(ChildAk.PATIENCE).until(() -> Files.exists(folder.resolve("waits")));

      for (List<String> command :
          List.of(List.of("restore", "latest", "--yes", "--quiet"), List.of("backup", "--quiet"))) {
        assertThat(OneSentence.of(ak.run(command.toArray(String[]::new)), 5))
            .contains("Database \"contract_busy\" is being worked on by \"bactrian restore");
      }
      Files.createFile(gate);
      assertThat(first.await().exitCode()).isZero();
    }
    assertThat(backedUp.differences(DatabaseContent.read(server, DATABASE))).isEmpty();
  }

  private void restore() throws Exception {
    ChildAk.Ended restore = ak.run("restore", "latest", "--yes");
    assertThat(restore.exitCode()).as(restore.err()).isZero();
  }

  private boolean isLocked() throws SQLException {
    try (Connection session = server.connect("postgres");
        Statement statement = session.createStatement();
        var row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')")) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
