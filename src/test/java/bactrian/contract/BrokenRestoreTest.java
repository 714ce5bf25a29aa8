package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pg_restore that breaks on the way leaves the live database as it was, and nothing beside it.
 */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenRestoreTest {
  private static final String DATABASE = "contract_broken";

  private ServerSnapshot empty;
  private ServerSnapshot before;
  private ChildAk ak;
  @TempDir private Path scripts;

  @BeforeAll
  void backUp(LabServer server, @TempDir Path folder) throws Exception {
    empty = ServerSnapshot.of(server, DATABASE);
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE t AS SELECT n, repeat(md5(n::text), 30) AS text"
            + " FROM generate_series(1, 20000) n",
        "CREATE INDEX ON t (n)",
        "CREATE TABLE small AS SELECT 1 AS n",
        "CREATE INDEX ON small (n)",
        "GRANT SELECT ON t TO PUBLIC",
        "CREATE MATERIALIZED VIEW seen AS SELECT count(*) FROM t");
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    ChildAk.Ended backup = ak.run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    server.execute(DATABASE, "DELETE FROM t WHERE n > 10");
    before = ServerSnapshot.of(server, DATABASE);
  }

  @AfterAll
  void drop() throws Exception {
    empty.dropNewDatabases();
  }

  @AfterEach
  void nothingWasTouched() throws Exception {
    assertThat(before.changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pre_data", "data", "index", "post_data", "acl", "last"})
  void oneThatFailsInAnyStep(String step) throws Exception {
    String script =
        ScriptedRestore.when(step, "echo 'pg_restore: error: canary in a tree' >&2; exit 1");

    assertThat(restoreFails(script)).contains("pg_restore", "canary in a tree");
  }

  @Test
  void oneThatFailsWithoutAWord() throws Exception {
    assertThat(restoreFails(ScriptedRestore.when("data", "exit 7"))).contains("pg_restore", "7");
  }

  @Test
  void oneThatFailsAfterItsLastRow() throws Exception {
    assertThat(restoreFails(ScriptedRestore.when("data", "\"$real\" \"$@\"; exit 3")))
        .contains("pg_restore", "3");
  }

  @Test
  void oneThatIsKilledInTheMiddleOfTheData() throws Exception {
    assertThat(restoreFails(ScriptedRestore.when("data", "head -c 200000 >/dev/null; kill -9 $$")))
        .contains("pg_restore", "9");
  }

  @Test
  void oneThatSaysDoneAndDidNothing() throws Exception {
    assertThat(restoreFails(ScriptedRestore.when("data", "cat >/dev/null")))
        .contains("differs from the backup")
        .contains("Table \"public\".\"t\" has 0 rows where the backup has 20000.");
  }

  @Test
  void oneThatStopsReadingAndSaysDone() throws Exception {
    restoreFails(ScriptedRestore.when("data", "head -c 1000 >/dev/null"));
  }

  @Test
  void oneThatHangs() throws Exception {
    String sentence =
        restoreFails(
            ak.withSetting("backup.stall_timeout", "3s").withSetting("backup.lock_timeout", "1s"),
            ScriptedRestore.when("data", "head -c 1000 >/dev/null; sleep 600"));

    assertThat(sentence).contains("pg_restore", "3 s");
  }

  @Test
  void oneThatWritesAMebibyteOfComplaints() throws Exception {
    String script =
        "dd if=/dev/zero bs=1024 count=1024 2>/dev/null | tr '\\0' x >&2; echo >&2;"
            + " echo 'the last word' >&2; exit 1";

    assertThat(restoreFails(ScriptedRestore.when("data", script)))
        .contains("the last word")
        .hasSizeLessThan(5000);
  }

  @Test
  void oneThatIsToldToStopWithTheProgram() throws Exception {
    Path waits = scripts.resolve("waits");
    Path programs =
        ScriptedRestore.in(
            scripts, ScriptedRestore.when("data", "touch '" + waits + "'; exec sleep 600"));

    try (ChildAk.Running restore =
        ak.withProgramsFirst(programs).start("restore", "latest", "--yes", "--quiet")) {
      await().atMost(ChildAk.PATIENCE).until(() -> Files.exists(waits) || !restore.alive());
      restore.terminate();
      ChildAk.Ended ended = restore.await();

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
      assertThat(restore.descendants()).isEmpty();
      assertThat(ended.err().lines())
          .singleElement()
          .asString()
          .isEqualTo(
              "ak: Stopped by a signal: pg_restore was ended before it was done: run it again");
    }
  }

  private String restoreFails(String script) throws Exception {
    return restoreFails(ak, script);
  }

  private String restoreFails(ChildAk program, String script) throws Exception {
    Path programs = ScriptedRestore.in(scripts, script);
    return OneSentence.of(
        program.withProgramsFirst(programs).run("restore", "latest", "--yes", "--quiet"), 1);
  }
}
