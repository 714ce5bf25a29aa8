package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A backup that is stopped in the middle of its dump. */
@ExtendWith(PostgresLab.class)
class SignalTest {
  private static final String DATABASE = "contract_signals";
  private static final Duration CONTRACT = Duration.ofSeconds(10);
  @TempDir private Path folder;
  private ChildAk ak;
  private StoreFolder store;

  @BeforeEach
  void createDatabase(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE, "CREATE TABLE t AS SELECT n, md5(n::text) FROM generate_series(1, 20000) n");
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    store = new StoreFolder(folder.resolve("backups"));
  }

  @AfterEach
  void dropDatabase(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void endsWithItsChildrenWithinTenSeconds(String signal, int exitCode) throws Exception {
    Path programs =
        ScriptedDump.pgDump(
            folder.resolve("programs"), ScriptedDump.waitingFor(folder.resolve("never")));
    try (ChildAk.Running run = ak.withProgramsFirst(programs).start("backup")) {
      Awaitility.await()
          .atMost(ChildAk.PATIENCE)
          .until(() -> store.incoming().stream().anyMatch(file -> file.endsWith(".psql.zst")));
      List<ProcessHandle> children = run.descendants();
      Path workFolder =
          Path.of(ProcFiles.environment(children.get(0).pid()).get("PGPASSFILE")).getParent();
      assertThat(workFolder).isDirectory();

      OutsideProgram.run(List.of("kill", "-" + signal, Long.toString(run.pid())));
      ChildAk.Ended ended = run.await(CONTRACT);

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err().lines())
          .singleElement()
          .asString()
          .isEqualTo(
              "ak: Stopped by a signal: No backup was made: pg_dump was ended before it was done:"
                  + " run it again");
      assertThat(children).isNotEmpty();
      Awaitility.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(store.files()).isEmpty();
      assertThat(workFolder).doesNotExist();
    }
    Files.createFile(folder.resolve("never"));
    Failed.leavesNothing(ak, store);
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void endsWhileItWaitsForALock(String signal, int exitCode, LabServer server) throws Exception {
    try (var connection = server.connect(DATABASE);
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      try (ChildAk.Running run = ak.start("backup")) {
        Awaitility.await().atMost(ChildAk.PATIENCE).until(() -> dumps(run));
        OutsideProgram.run(List.of("kill", "-" + signal, Long.toString(run.pid())));

        assertThat(run.await(CONTRACT).exitCode()).as(run.errSoFar()).isEqualTo(exitCode);
      }
    }
    Failed.leavesNothing(ak, store);
  }

  /** Globals that cannot be read are left out, but not because somebody stops the program. */
  @Test
  void endsWhileItReadsTheGlobalsAndPublishesNothing() throws Exception {
    Path programs = ScriptedDump.pgDumpAll(folder.resolve("programs"), "exec sleep 60");
    ScriptedDump.pgDump(programs, "exec \"$real\" \"$@\"");
    try (ChildAk.Running run = ak.withProgramsFirst(programs).start("backup")) {
      Awaitility.await()
          .atMost(ChildAk.PATIENCE)
          .until(() -> store.files().stream().anyMatch(file -> file.endsWith(".psql.zst")));
      Awaitility.await().until(() -> run.descendants().stream().anyMatch(SignalTest::sleeps));
      run.terminate();

      ChildAk.Ended ended = run.await(CONTRACT);
      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
      assertThat(ended.out()).isEmpty();
    }
    assertThat(store.published()).isEmpty();
    assertThat(ak.run("backup").exitCode()).isZero();
    assertThat(store.published()).hasSize(1);
    assertThat(store.withoutManifest()).isEmpty();
  }

  private static boolean sleeps(ProcessHandle child) {
    return ProcFiles.arguments(child.pid()).contains("60");
  }

  private static boolean dumps(ChildAk.Running run) {
    return run.descendants().stream()
        .anyMatch(child -> ProcFiles.arguments(child.pid()).contains("--format=custom"));
  }
}
