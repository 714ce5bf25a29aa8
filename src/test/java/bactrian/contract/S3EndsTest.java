package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.CephServer;
import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.S3Bucket;
import bactrian.lab.S3Lab;
import bactrian.lab.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A run that does not come to its end leaves no backup in the bucket, and the next one no rest. */
@ExtendWith({PostgresLab.class, S3Lab.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3EndsTest {
  private static final String DATABASE = "contract_s3_ends";
  private static final Duration CONTRACT = Duration.ofSeconds(10);

  private LabServer server;
  private S3Bucket bucket;
  private Path folder;
  private Path gate;
  private ChildAk ak;
  private ChildAk waiting;

  @BeforeAll
  void fill(LabServer lab) throws Exception {
    server = lab;
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE t AS SELECT n, decode(md5(n::text) || md5((-n)::text), 'hex') AS noise"
            + " FROM generate_series(1, 800000) n");
  }

  @AfterAll
  void drop() throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @BeforeEach
  void newBucket(CephServer s3, @TempDir Path temporary) throws Exception {
    folder = temporary;
    List<String> permissions = new ArrayList<>(S3Server.PAGE);
    permissions.addAll(List.of("s3:AbortMultipartUpload", "s3:ListBucketMultipartUploads"));
    use(s3.newBucket(permissions));
  }

  private void use(S3Bucket other) throws Exception {
    bucket = other;
    gate = folder.resolve("gate");
    ak = ChildAk.in(folder).withServer(server, DATABASE).withS3(bucket);
    // Most of the archive, so that parts are on their way, and then nothing for as long as wanted.
    waiting =
        ak.withProgramsFirst(
            ScriptedDump.pgDump(
                folder.resolve("programs"),
                "\"$real\" \"$@\" | {\n  head -c 30000000\n  until [ -e '"
                    + gate
                    + "' ]; do sleep 0.05; done\n  cat\n}"));
  }

  @Test
  void killedInMidUploadTheNextRunCleansUp() throws Exception {
    try (ChildAk.Running run = waiting.start("backup")) {
      soon(() -> bucket.uploads().size() == 1);
      kill(run);
    }
    assertThat(ak.run("listbackups", "--quiet").out()).isEmpty();
    assertThat(bucket.uploads()).hasSize(1);
    assertThat(bucket.keys()).singleElement().asString().startsWith(".incoming/");

    assertThatTheNextRunLeavesNothingElse();
  }

  @Test
  void killedWithItsArchiveInPlaceTheNextRunCleansUp() throws Exception {
    Path programs = ScriptedDump.pgDumpAll(folder.resolve("slow"), "exec sleep 5");
    ScriptedDump.pgDump(programs, "exec \"$real\" \"$@\"");
    try (ChildAk.Running run = ak.withProgramsFirst(programs).start("backup")) {
      soon(() -> bucket.keys().stream().anyMatch(key -> key.endsWith(".psql.zst")));
      kill(run);
    }

    assertThatTheNextRunLeavesNothingElse();
  }

  @Test
  void killedInMidUploadWithThePagesPermissionsIsWarnedOf(CephServer s3) throws Exception {
    use(s3.newBucket());
    try (ChildAk.Running run = waiting.start("backup")) {
      soon(() -> bucket.uploads().size() == 1);
      kill(run);
    }

    ChildAk.Ended next = ak.run("backup");

    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(next.err().lines().filter(line -> line.contains("lack the permission")))
        .singleElement()
        .asString()
        .contains("s3:ListBucketMultipartUploads", "lifecycle");
    assertThat(bucket.keys()).hasSize(4);
  }

  @Test
  void stoppedInMidUploadItAbortsWithinTenSeconds() throws Exception {
    try (ChildAk.Running run = waiting.start("backup")) {
      soon(() -> bucket.uploads().size() == 1);
      run.terminate();
      ChildAk.Ended ended = run.await(CONTRACT);

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err().lines())
          .singleElement()
          .asString()
          .isEqualTo(
              "ak: Stopped by a signal: No backup was made: pg_dump was ended before it was done:"
                  + " run it again");
    }
    assertThat(bucket.uploads()).isEmpty();
    assertThat(bucket.keys()).noneMatch(key -> key.endsWith(".zst"));

    assertThatTheNextRunLeavesNothingElse();
  }

  @Test
  void aDumpThatFailsAfterItsLastByteIsAborted() throws Exception {
    Path programs =
        ScriptedDump.pgDump(
            folder.resolve("late"),
            "\"$real\" \"$@\"; echo 'pg_dump: error: too late' >&2; exit 1");

    ChildAk.Ended backup = ak.withProgramsFirst(programs).run("backup", "--quiet");

    assertThat(OneSentence.of(backup, 1)).contains("pg_dump failed with exit status 1: too late");
    assertThat(bucket.uploads()).isEmpty();
    assertThat(ak.run("listbackups", "--quiet").out()).isEmpty();
    assertThatTheNextRunLeavesNothingElse();
  }

  @Test
  void noSecretIsInWhatTheProgramSaysOrLeavesNorInWhatItStarts() throws Exception {
    String canary = "canary/secret";
    assertThat(bucket.secretKey()).startsWith(canary);
    ChildAk loud = waiting.withJvmOptions("-Dorg.slf4j.simpleLogger.defaultLogLevel=trace");
    ChildAk.Ended backup;
    try (ChildAk.Running run = loud.start("backup", "--verbose")) {
      soon(() -> bucket.uploads().size() == 1);
      for (ProcessHandle child : run.descendants()) {
        assertThat(ProcFiles.environment(child.pid()).toString()).doesNotContain(canary);
        assertThat(ProcFiles.arguments(child.pid()).toString()).doesNotContain(canary);
      }
      assertThat(ProcFiles.arguments(run.pid()).toString()).doesNotContain(canary);
      Files.createFile(gate);
      backup = run.await();
    }
    assertThat(backup.exitCode()).as("exit status").isZero();
    assertThat(backup.err().lines().filter(line -> line.contains("amazon"))).isNotEmpty();
    assertThat(backup.out() + backup.err()).doesNotContain(canary);
    String name = backup.out().strip();
    assertThat(
            new String(
                bucket.bytes(name + ".manifest.json"), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain(canary);
    ChildAk.Ended wrong = ak.withSetting("s3_backup.access_key", "OTHER").run("list", "--verbose");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("\tat ").doesNotContain(canary);
  }

  /** Kills the program alone, then lets what it had started come to its end. */
  private void kill(ChildAk.Running run) throws Exception {
    List<ProcessHandle> children = run.descendants();
    run.kill();
    assertThat(run.await().exitCode()).isEqualTo(137);
    Files.createFile(gate);
    soon(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  private void assertThatTheNextRunLeavesNothingElse() throws Exception {
    ChildAk.Ended next = ak.run("backup");

    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(bucket.uploads()).isEmpty();
    assertThat(bucket.keys()).hasSize(4).allMatch(key -> key.startsWith(next.out().strip()));
  }

  private static void soon(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(ChildAk.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }
}
