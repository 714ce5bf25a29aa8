package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} at twenty moments of a backup. All of them work on one folder. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledBackupTest {
  private static final String DATABASE = "contract_killed";
  private static final int MIB = 1024 * 1024;

  private ChildAk ak;
  private StoreFolder store;
  private SortedMap<String, String> oldest;
  private Duration whole;

  /** A moment of a run, told by what it has done so far. */
  @FunctionalInterface
  interface Moment {
    boolean reached(StoreFolder store, ChildAk.Running run) throws IOException;
  }

  @BeforeAll
  void backUpOnce(LabServer server, @TempDir Path folder) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE t AS SELECT n, decode(md5(n::text) || md5((-n)::text), 'hex') AS noise"
            + " FROM generate_series(1, 200000) n");
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    store = new StoreFolder(folder.resolve("backups"));
    long start = System.nanoTime();
    ChildAk.Ended backup = ak.run("backup", "--hold");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    whole = Duration.ofNanos(System.nanoTime() - start);
    oldest = store.fingerprints();
    ak = ak.withSetting("backup.keep_last", "1");
  }

  @AfterAll
  void drop(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  static Stream<Arguments> moments() {
    return Stream.of(
        moment("at once", (store, run) -> true),
        moment("with its work folder", (store, run) -> workFolder(run).isPresent()),
        moment("with a claim", (store, run) -> waiting(store, ".claim") >= 0),
        moment("with a child", (store, run) -> !run.descendants().isEmpty()),
        moment("with an empty file", (store, run) -> waiting(store, ".psql.zst") >= 0),
        moment("after the first bytes", (store, run) -> waiting(store, ".psql.zst") > 0),
        moment("after 1 MiB", (store, run) -> waiting(store, ".psql.zst") > MIB),
        moment("after 2 MiB", (store, run) -> waiting(store, ".psql.zst") > 2 * MIB),
        moment("after 4 MiB", (store, run) -> waiting(store, ".psql.zst") > 4 * MIB),
        moment("after 6 MiB", (store, run) -> waiting(store, ".psql.zst") > 6 * MIB),
        moment("with its archive", (store, run) -> unfinished(store, ".psql.zst")),
        moment("with its globals", (store, run) -> unfinished(store, ".globals.zst")),
        moment("with its index", (store, run) -> unfinished(store, ".index.zst")),
        moment("with its manifest", (store, run) -> store.published().size() > 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("moments")
  void leavesNoHalfBackup(String name, Moment moment) throws Exception {
    int tries = 0;
    while (!killAndLookAfter(moment)) {
      assertThat(++tries).as("kills that came too late").isLessThan(6);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 50, 60, 70, 80, 90})
  void leavesNoHalfBackupAfterThisPartOfItsTime(int percent) throws Exception {
    long until = System.nanoTime() + whole.toNanos() * percent / 100;
    // Whether it was still running then depends on the machine; either way nothing is broken.
    killAndLookAfter((folder, run) -> System.nanoTime() - until >= 0);
  }

  @Test
  void filesOfOursThatNoRunHasClaimedStay(@TempDir Path folder, LabServer server) throws Exception {
    StoreFolder other = new StoreFolder(Files.createDirectory(folder.resolve("backups")));
    for (String file : List.of(".zst", ".index.zst", ".globals.zst")) {
      Files.writeString(
          other.path().resolve("default-2020-10-03-115557.psql" + file), "manifest lost");
    }
    SortedMap<String, String> before = other.fingerprints();

    ChildAk.Ended backup = ChildAk.in(folder).withServer(server, DATABASE).run("backup");

    assertThat(backup.exitCode()).as(backup.err()).isZero();
    assertThat(other.fingerprints()).containsAllEntriesOf(before).hasSize(7);
  }

  /** Tells whether the kill hit the run: it may have come to its end before. */
  private boolean killAndLookAfter(Moment moment) throws Exception {
    int status;
    List<ProcessHandle> children;
    Optional<Path> workFolder;
    try (ChildAk.Running run = ak.start("backup")) {
      soon(() -> moment.reached(store, run) || !run.alive());
      children = run.descendants();
      workFolder = workFolder(run);
      run.kill();
      status = run.await().exitCode();
      assertThat(status).as(run.errSoFar()).isIn(0, 137);
    }
    Awaitility.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThatEveryListedBackupIsWhole();

    ChildAk.Ended next = ak.run("backup");

    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(store.published()).contains(next.out().strip());
    assertThat(store.withoutManifest()).isEmpty();
    assertThat(store.incoming()).isEmpty();
    assertThat(store.files()).hasSize(9);
    assertThat(store.fingerprints()).containsAllEntriesOf(oldest);
    workFolder.ifPresent(path -> assertThat(path).doesNotExist());
    assertThatEveryListedBackupIsWhole();
    return status == 137;
  }

  private void assertThatEveryListedBackupIsWhole() throws Exception {
    assertThat(store.published()).isNotEmpty();
    for (String name : store.published()) {
      assertThat(store.faults(name)).isEmpty();
      OutsideProgram.Ended test =
          OutsideProgram.run(List.of("zstd", "-tq", store.archive(name).toString()));
      assertThat(test.exitCodes()).as(test.err()).containsExactly(0);
    }
  }

  private static void soon(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(ChildAk.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition);
  }

  /** The bytes of the waiting file with this ending, or -1. */
  private static long waiting(StoreFolder store, String ending) throws IOException {
    for (String file : store.incoming()) {
      if (file.endsWith(ending)) {
        return store.path().resolve(".incoming").resolve(file).toFile().length();
      }
    }
    return -1;
  }

  /** Whether a file with this ending has its name while its backup has no manifest yet. */
  private static boolean unfinished(StoreFolder store, String ending) throws IOException {
    return store.withoutManifest().stream().anyMatch(file -> file.endsWith(ending));
  }

  private static Optional<Path> workFolder(ChildAk.Running run) {
    return ProcFiles.open(run.pid()).stream()
        .filter(file -> file.contains("/bactrian-run-") && file.endsWith("/lock"))
        .findFirst()
        .map(file -> Path.of(file).getParent());
  }

  private static Arguments moment(String name, Moment moment) {
    return Arguments.of(name, moment);
  }
}
