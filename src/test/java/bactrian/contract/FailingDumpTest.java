package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A pg_dump that fails, in every way that has been seen: never a backup, never leftovers. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailingDumpTest {
  private static final String DATABASE = "contract_failing_dump";
  private Path folder;
  private ChildAk ak;
  private StoreFolder store;

  @BeforeAll
  void createDatabase(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE, "CREATE TABLE t AS SELECT n, md5(n::text) FROM generate_series(1, 50000) n");
  }

  @AfterAll
  void dropDatabase(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @BeforeEach
  void useAFolderOfItsOwn(LabServer server, @TempDir Path temporary) {
    folder = temporary;
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    store = new StoreFolder(folder.resolve("backups"));
  }

  @Test
  void afterItsLastByte() throws Exception {
    backUpWith("\"$real\" \"$@\"; echo 'pg_dump: error: too late' >&2; exit 1")
        .saying("pg_dump failed with exit status 1: too late");
    assertThat(ak.run("list", "--quiet").out()).isEmpty();
    Failed.leavesNothing(ak, store);
  }

  @Test
  void killedMidway() throws Exception {
    backUpWith("\"$real\" \"$@\" | head -c 1000000; kill -KILL $$")
        .saying("pg_dump was killed by signal 9");
    Failed.leavesNothing(ak, store);
  }

  @Test
  void crashingMidway() throws Exception {
    backUpWith("\"$real\" \"$@\" | head -c 1000000; ulimit -c 0; kill -SEGV $$")
        .saying("pg_dump was killed by signal 11");
    Failed.leavesNothing(ak, store);
  }

  @Test
  void hangingMidway() throws Exception {
    ChildAk impatient =
        ak.withSetting("backup.stall_timeout", "2s").withSetting("backup.lock_timeout", "1s");
    Path programs =
        ScriptedDump.pgDump(
            folder.resolve("programs"), "\"$real\" \"$@\" | head -c 1000000; exec sleep 600");

    Failed.with(impatient.withProgramsFirst(programs).run("backup"), 1)
        .saying("pg_dump moved no bytes for 2 s")
        .saying("postgresql.backup.stall_timeout");
    Failed.leavesNothing(ak, store);
  }

  @Test
  void withAMebibyteOfMessages() throws Exception {
    backUpWith(
            "head -c 1048576 /dev/zero | tr '\\0' '\\n' | sed 's/^/chatter/' >&2\n"
                + "echo 'pg_dump: error: at last' >&2; exit 1")
        .saying("pg_dump failed with exit status 1: at last");
    Failed.leavesNothing(ak, store);
  }

  @Test
  void withAMebibyteInOneLine() throws Exception {
    backUpWith("head -c 1048576 /dev/zero | tr '\\0' x >&2; exit 1")
        .saying("pg_dump failed with exit status 1: xxx");
    Failed.leavesNothing(ak, store);
  }

  @Test
  void endingWellAfterHalfOfItsBytes() throws Exception {
    backUpWith("\"$real\" \"$@\" | head -c 1000000; exit 0").saying("archive");
    Failed.leavesNothing(ak, store);
  }

  @Test
  void endingWellWithoutItsLastByte() throws Exception {
    backUpWith("\"$real\" \"$@\" | head -c -1; exit 0").saying("archive");
    Failed.leavesNothing(ak, store);
  }

  @Test
  void endingWellWithoutAnyByte() throws Exception {
    backUpWith("exit 0").saying("archive");
    Failed.leavesNothing(ak, store);
  }

  @Test
  void endingWellWithMoreThanAnArchive() throws Exception {
    backUpWith("\"$real\" \"$@\"; printf garbage").saying("archive");
    Failed.leavesNothing(ak, store);
  }

  @Test
  void writingAnotherFormat() throws Exception {
    backUpWith("exec \"$real\" \"$@\" -Fp").saying("archive");
    assertThat(store.published()).isEmpty();
  }

  private Failed backUpWith(String script) throws Exception {
    Path programs = ScriptedDump.pgDump(folder.resolve("programs"), script);
    return Failed.with(ak.withProgramsFirst(programs).run("backup"), 1);
  }
}
