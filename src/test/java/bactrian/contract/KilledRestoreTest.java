package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.ChildAk;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Killed without a warning at any moment, a restore or a rollback leaves the database as it was or
 * as it was to be, whole and open; the next restore works, and takes away what was left.
 */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledRestoreTest {
  private static final String DATABASE = "contract_killed";
  private static final String SIDE = "datname LIKE 'contract_killed\\_side\\_%'";

  /** Often enough to see the shortest phase, and less than all of a processor. */
  private static final long POLL_NANOS = 300_000;

  private static final String COPYING_BESIDE =
      "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = 'contract_killed'"
          + " AND query LIKE 'COPY public_restored_%')";

  private ServerSnapshot empty;
  private LabServer lab;
  private ChildAk ak;
  private String name;
  private DatabaseContent backedUp;
  private DatabaseContent live;

  /** How far a restore has come, as the server shows it. */
  private enum Phase {
    STARTED("SELECT true"),
    CONNECTED(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name LIKE 'bactrian%')"),
    LOCKED("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')"),
    SIDE_CREATED("SELECT EXISTS (SELECT FROM pg_database WHERE " + SIDE + ")"),
    SIDE_MARKED(
        "SELECT EXISTS (SELECT FROM pg_database WHERE "
            + SIDE
            + " AND shobj_description(oid, 'pg_database') IS NOT NULL)"),
    LOADING(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE " + SIDE + " AND query LIKE 'COPY %')"),
    INDEXING(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE "
            + SIDE
            + " AND (query LIKE '%CREATE INDEX%' OR query LIKE 'ALTER TABLE%ADD CONSTRAINT%'))"),
    ANALYZING(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE "
            + SIDE
            + " AND query LIKE 'ANALYZE%')"),
    SWAPPING(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE 'ALTER DATABASE%RENAME%')"),
    SWAPPED("SELECT oid <> $ FROM pg_database WHERE datname = 'contract_killed'");

    private final String seen;

    Phase(String seen) {
      this.seen = seen;
    }
  }

  @BeforeAll
  void backUp(LabServer server, @TempDir Path folder) throws Exception {
    lab = server;
    empty = ServerSnapshot.of(server, DATABASE);
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE t AS SELECT n, repeat(md5(n::text), 10) AS text"
            + " FROM generate_series(1, 60000) n",
        "CREATE INDEX ON t (text)",
        "ALTER TABLE t ADD PRIMARY KEY (n)",
        "SELECT lo_from_bytea(4711, '\\x01')",
        "COMMENT ON DATABASE " + DATABASE + " IS 'the live one'",
        "ALTER DATABASE " + DATABASE + " SET work_mem = '7MB'");
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    ChildAk.Ended backup = ak.run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    name = backup.out().strip();
    backedUp = DatabaseContent.read(server, DATABASE);
  }

  @AfterAll
  void drop() throws Exception {
    empty.dropNewDatabases();
  }

  /** Twenty moments: each phase as soon as it is seen, and some time into it. */
  @ParameterizedTest
  @EnumSource
  void aKilledRestoreLeavesTheOldOrTheNewDatabaseWhole(Phase phase) throws Exception {
    List<Path> workFolders = new ArrayList<>();
    for (int delay : List.of(0, 40)) {
      makeOld();
      try (ChildAk.Running restore = ak.start("restore", name, "--yes", "--quiet")) {
        killIn(restore, phase, delay).ifPresent(workFolders::add);
      }
      assertOldOrNew();
    }

    restoreAgain();
    assertThat(workFolders).noneMatch(Files::exists);
  }

  @ParameterizedTest
  @MethodSource("rollbackMoments")
  void aKilledRollbackLeavesTheOldOrTheNewDatabaseWhole(Phase phase, int milliseconds)
      throws Exception {
    makeOld();
    restoreAgain();
    try (ChildAk.Running rollback = ak.start("rollback", "--yes", "--quiet")) {
      killIn(rollback, phase, milliseconds);
    }

    assertOldOrNew();
    restoreAgain();
  }

  static Stream<Arguments> rollbackMoments() {
    return Stream.of(
        Arguments.of(Phase.LOCKED, 0),
        Arguments.of(Phase.LOCKED, 30),
        Arguments.of(Phase.SWAPPING, 0),
        Arguments.of(Phase.SWAPPING, 20));
  }

  @Test
  void theProgramsThatARestoreStartedEndWithIt() throws Exception {
    makeOld();
    List<ProcessHandle> programs;
    try (ChildAk.Running restore = ak.start("restore", name, "--yes", "--quiet")) {
      await().atMost(ChildAk.PATIENCE).until(() -> !restore.descendants().isEmpty());
      waitFor(restore, Phase.LOADING.seen);
      programs = restore.descendants();
      restore.kill();
      restore.await();
    }

    assertThat(programs).isNotEmpty();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));
    assertOldOrNew();
    restoreAgain();
  }

  @Test
  void aCopyBesideLiveTablesThatIsKilledLeavesNothingInTheDatabase() throws Exception {
    makeOld();
    for (int delay : List.of(0, 40)) {
      try (ChildAk.Running restore =
          ak.start("restore", name, "--table", "public.t", "--yes", "--quiet")) {
        waitFor(restore, COPYING_BESIDE);
        assertThat(restore.alive()).isTrue();
        killAfter(restore, delay);
      }

      awaitNoSessions();
      assertThat(live.differences(DatabaseContent.read(lab, DATABASE))).isEmpty();
    }
    ChildAk.Ended again = ak.run("restore", name, "--table", "public.t", "--yes");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(empty.newDatabases()).noneMatch(database -> database.contains("_side_"));
    Matcher schema = Pattern.compile("schema \"(public_restored_\\d+)\"").matcher(again.out());
    assertThat(schema.find()).as(again.out()).isTrue();
    lab.execute(DATABASE, "DROP SCHEMA " + schema.group(1) + " CASCADE");
    assertThat(live.differences(DatabaseContent.read(lab, DATABASE))).isEmpty();
  }

  /** Kills it so long after the phase began; gives its private folder if it had one. */
  private Optional<Path> killIn(ChildAk.Running running, Phase phase, int milliseconds)
      throws Exception {
    waitFor(running, phase.seen);
    Optional<Path> workFolder = workFolder(running.pid());
    killAfter(running, milliseconds);
    return workFolder;
  }

  private static void killAfter(ChildAk.Running running, int milliseconds) throws Exception {
    long until = System.nanoTime() + Duration.ofMillis(milliseconds).toNanos();
    while (running.alive() && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    running.kill();
    running.await();
  }

  /** Returns as soon as the server shows that it has come so far, or it has ended. */
  private void waitFor(ChildAk.Running running, String seen) throws SQLException {
    long before = ServerSnapshot.of(lab, "").oids().get(DATABASE);
    try (Connection session = lab.connect("postgres");
        Statement statement = session.createStatement()) {
      while (running.alive() && !reached(statement, seen, before)) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  /** Whether it has come so far, where the live database had this object id before. */
  private static boolean reached(Statement statement, String seen, long live) throws SQLException {
    try (ResultSet row = statement.executeQuery(seen.replace("$", Long.toString(live)))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** The private folder whose lock this process holds, if it has one. */
  private static Optional<Path> workFolder(long pid) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return descriptors
          .flatMap(KilledRestoreTest::target)
          .filter(file -> file.getFileName() != null && file.endsWith("lock"))
          .map(Path::getParent)
          .findAny();
    } catch (NoSuchFileException e) {
      return Optional.empty(); // it has ended
    }
  }

  private static Stream<Path> target(Path descriptor) {
    try {
      return Stream.of(Files.readSymbolicLink(descriptor));
    } catch (IOException e) {
      return Stream.empty(); // closed meanwhile
    }
  }

  /** What the killed program's sessions were about may still be going through. */
  private void awaitNoSessions() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> sessionsIn("application_name LIKE 'bactrian%'") == 0);
  }

  private void assertOldOrNew() throws Exception {
    awaitNoSessions();
    DatabaseContent now = DatabaseContent.read(lab, DATABASE);
    List<String> toOld = live.differences(now);
    List<String> toNew = backedUp.differences(now);
    assertThat(toOld.isEmpty() || toNew.isEmpty())
        .as(() -> "neither the old one: " + toOld + " nor the new one: " + toNew)
        .isTrue();
  }

  private void restoreAgain() throws Exception {
    ChildAk.Ended again = ak.run("restore", name, "--yes");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(backedUp.differences(DatabaseContent.read(lab, DATABASE))).isEmpty();
    assertThat(empty.newDatabases())
        .allMatch(
            database ->
                database.equals(DATABASE)
                    || database.contains("_before_")
                    || database.contains("_undone_"));
  }

  /** The old content in place again. */
  private void makeOld() throws Exception {
    lab.execute(DATABASE, "DELETE FROM t WHERE n > 10", "CREATE TABLE IF NOT EXISTS of_today ()");
    live = DatabaseContent.read(lab, DATABASE);
  }

  private int sessionsIn(String which) throws SQLException {
    try (Connection session = lab.connect("postgres");
        Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE " + which)) {
      row.next();
      return row.getInt(1);
    }
  }
}
