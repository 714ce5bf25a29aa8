package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A proof that is stopped in the middle leaves nothing; one that ends needs little memory. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoppedProofTest {
  private static final String DATABASE = "contract_stopped_proof";
  private static final Duration CONTRACT = Duration.ofSeconds(10);

  private Path temporary;
  private StoreFolder store;
  private ChildAk ak;

  @BeforeAll
  void backUp(LabServer server, @TempDir Path folder) throws Exception {
    // The account that a private server takes when root starts it passes through.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    temporary = Files.createDirectory(folder.resolve("tmp"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        // More than the heap, a row of 20 MB, and a large object that nothing makes smaller.
        "CREATE UNLOGGED TABLE many AS SELECT n, repeat(md5(n::text), 31) AS text"
            + " FROM generate_series(1, 140000) n",
        "CREATE TABLE one AS SELECT string_agg(md5(n::text), '') FROM generate_series(1, 640000) n",
        "SELECT lo_from_bytea(1, string_agg(sha256(n::text::bytea), ''))"
            + " FROM generate_series(1, 400000) n");
    store = new StoreFolder(folder.resolve("backups"));
    ChildAk.Ended backup = ChildAk.in(folder).withServer(server, DATABASE).run("backup");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    ak =
        ChildAk.in(folder)
            .withSetting("port", "1")
            .withJvmOptions("-Xmx128m", "-Djava.io.tmpdir=" + temporary);
  }

  @AfterAll
  void drop(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE);
  }

  @Test
  void leavesNothingAfterATermination() throws Exception {
    try (ChildAk.Running run = ak.start("verify")) {
      List<ProcessHandle> children = whileItRestores(run);
      run.terminate();

      ChildAk.Ended ended = run.await(CONTRACT);

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
      assertThat(ended.err().lines())
          .singleElement()
          .asString()
          .isEqualTo(
              "ak: Stopped by a signal: The proof did not come to its end, and says nothing: run it"
                  + " again");
      Awaitility.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
    assertThat(left()).isEmpty();
    assertThat(proofs()).isEmpty();
  }

  @Test
  void theNextRemovesWhatAKilledOneLeftAndNeedsLittleMemory() throws Exception {
    try (ChildAk.Running run = ak.start("verify")) {
      List<ProcessHandle> children = whileItRestores(run);
      run.kill();
      run.await(CONTRACT);
      Awaitility.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
    assertThat(left()).hasSize(1);
    assertThat(proofs()).isEmpty();

    ChildAk.Ended next = ak.run("verify", "latest", "--level", "full");

    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(next.out()).contains("passed (full): 2 tables, 140,001 rows");
    assertThat(left()).isEmpty();
    for (String proof : proofs()) {
      Files.delete(store.path().resolve(proof));
    }
  }

  /** Waits until pg_restore runs; gives all processes that run then. */
  private static List<ProcessHandle> whileItRestores(ChildAk.Running run) {
    Awaitility.await()
        .atMost(ChildAk.PATIENCE)
        .until(
            () ->
                run.descendants().stream()
                    .anyMatch(
                        child -> ProcFiles.arguments(child.pid()).contains("--exit-on-error")));
    return run.descendants();
  }

  private List<Path> left() throws Exception {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(file -> file.getFileName().toString().startsWith("bactrian-")).toList();
    }
  }

  private List<String> proofs() throws Exception {
    return store.files().stream().filter(file -> file.contains(".proof-")).toList();
  }
}
