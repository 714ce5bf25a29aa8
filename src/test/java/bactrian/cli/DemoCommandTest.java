package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.ChildAk;
import bactrian.lab.LabTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoCommandTest {
  private static final Pattern FOLDER = Pattern.compile("(/\\S*/bactrian-demo-\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  @TempDir private Path folder;

  @Test
  void bringsEveryRowBackAndLeavesNothingBehind() throws Exception {
    ChildAk.Ended demo = ChildAk.in(folder).run("demo");

    assertThat(demo.exitCode()).as(demo.out() + demo.err()).isZero();
    assertThat(demo.out()).contains("20,000 rows of 23,350 are gone.");
    assertThat(demo.out())
        .containsPattern("authentik_events_event +20,000 +gone +20,000 +the same\n")
        .contains("Every row is back: 23,350 of 23,350, and what is in them is the same.\n");
    assertThat(demo.err()).isEmpty();
    assertNothingIsLeftOf(namedIn(demo.out()).orElseThrow());
  }

  /** S3Proxy is another server than the one that all else is tried on. */
  @Test
  void showsTheSameInABucketAndLeavesNothingBehind() throws Exception {
    ChildAk.Ended demo =
        ChildAk.in(folder)
            .withJvmOptions("-Dbactrian.s3proxy=" + LabTools.s3proxy())
            .run("demo", "--s3");

    assertThat(demo.exitCode()).as(demo.out() + demo.err()).isZero();
    assertThat(demo.out())
        .contains("Backups go into the bucket backups of an S3 server")
        .containsPattern("default-[-0-9]+[.]psql .* s3 ")
        .contains("Every row is back: 23,350 of 23,350, and what is in them is the same.\n");
    assertNothingIsLeftOf(namedIn(demo.out()).orElseThrow());
  }

  @Test
  void theBucketsServerGoesAlongWhenTheDemoIsKilled() throws Exception {
    ChildAk ak = ChildAk.in(folder).withJvmOptions("-Dbactrian.s3proxy=" + LabTools.s3proxy());
    try (ChildAk.Running running = ak.start("demo", "--s3")) {
      Path throwAway = whenItsServerRuns(running, "2. Back it up");
      assertThat(processesOf(throwAway)).anyMatch(line -> line.contains("s3proxy"));

      running.kill();

      running.await();
      await().atMost(PATIENCE).until(() -> processesOf(throwAway).isEmpty());
      remove(throwAway);
    }
  }

  @Test
  void outsideOfACheckoutItSaysWhereTheBucketsServerComesFrom() throws Exception {
    ChildAk.Ended demo = ChildAk.in(folder).run("demo", "--s3");

    assertThat(demo.exitCode()).isEqualTo(2);
    assertThat(demo.err()).contains("run ./ak demo --s3 there");
  }

  @Test
  void readsAndTouchesNothingThatIsConfigured() throws Exception {
    Path settings = Files.writeString(folder.resolve("pass"), "*:*:*:*:wrong\n");
    ChildAk ak =
        ChildAk.in(folder)
            .withSetting("host", "nowhere.invalid")
            .withSetting("backup.directory", folder.resolve("mine").toString())
            .withSetting("backup.no_such_key", "1")
            .withEnvironment("PGHOST", "nowhere.invalid")
            .withEnvironment("PGDATABASE", "mine")
            .withEnvironment("PGPASSFILE", settings.toString())
            .withEnvironment("PGSERVICE", "mine");

    ChildAk.Ended demo = ak.run("demo");

    assertThat(demo.exitCode()).as(demo.out() + demo.err()).isZero();
    assertThat(folder.resolve("mine")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1. A server", "2. Back it up", "5. Restore"})
  void leavesNothingBehindWhenASignalEndsIt(String step) throws Exception {
    try (ChildAk.Running running = ChildAk.in(folder).start("demo")) {
      Path throwAway = whenItsServerRuns(running, step);

      running.terminate();

      assertThat(running.await().exitCode()).isEqualTo(143);
      assertNothingIsLeftOf(throwAway);
    }
  }

  @Test
  void takesItsServerAlongWhenItIsKilled() throws Exception {
    try (ChildAk.Running running = ChildAk.in(folder).start("demo")) {
      Path throwAway = whenItsServerRuns(running, "2. Back it up");

      running.kill();

      running.await();
      await().atMost(PATIENCE).until(() -> processesOf(throwAway).isEmpty());
      remove(throwAway);
    }
  }

  private static Path whenItsServerRuns(ChildAk.Running running, String step) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> running.outSoFar().contains(step) && folderOf(running).isPresent());
    return folderOf(running).orElseThrow();
  }

  /** From the command lines of its children, which name it before the program does. */
  private static Optional<Path> folderOf(ChildAk.Running running) {
    return running.descendants().stream()
        .flatMap(child -> child.info().commandLine().stream())
        .flatMap(line -> namedIn(line).stream())
        .findFirst();
  }

  private static Optional<Path> namedIn(String text) {
    Matcher matcher = FOLDER.matcher(text);
    return matcher.find() ? Optional.of(Path.of(matcher.group(1))) : Optional.empty();
  }

  private static void assertNothingIsLeftOf(Path throwAway) {
    assertThat(throwAway).doesNotExist();
    assertThat(processesOf(throwAway)).isEmpty();
  }

  private static List<String> processesOf(Path throwAway) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(throwAway.toString()))
        .toList();
  }

  private static void remove(Path throwAway) throws IOException {
    try (Stream<Path> paths = Files.walk(throwAway)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
