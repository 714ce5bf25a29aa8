package bactrian.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.catalog.BackupName;
import bactrian.catalog.StoredName;
import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.PlacedBackups;
import bactrian.lab.PostgresLab;
import bactrian.postgres.DatabaseLock;
import bactrian.postgres.ScriptedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own. */
@ExtendWith(PostgresLab.class)
class WorkerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final String GAVE_UP = "before everything was cleaned up";

  @TempDir private Path folder;

  private ChildAk ak(LabServer server, String database) {
    return ChildAk.in(folder)
        .withServer(server, database)
        .withSetting("backup.schedule", "*/2 * * * * ?")
        .withSetting("backup.keep_last", "2");
  }

  private PlacedBackups store() throws IOException {
    return new PlacedBackups(folder.resolve("backups"));
  }

  private static void waitUntilSays(ChildAk.Running worker, String text) {
    await()
        .atMost(PATIENCE)
        .failFast("the worker has ended", () -> !worker.alive())
        .untilAsserted(() -> assertThat(worker.errSoFar()).contains(text));
  }

  private static long count(String text, String of) {
    return text.lines().filter(line -> line.contains(of)).count();
  }

  @Test
  void backsUpAtEverySlotAndKeepsTheLast(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE worker_slots");
    PlacedBackups store = store();
    BackupName other = store.complete("other-2020-01-01-000000.psql");
    store.incomplete("default-2020-01-02-000000.psql");
    store.file("default-2020-10-03-115557.psql");
    store.file("notes.txt");
    List<String> untouched = store.files();
    BackupName old = store.complete("default-2020-01-04-000000.psql");
    BackupName held = store.complete("default-2020-01-03-000000.psql");
    store.file(StoredName.hold(held).toString());

    try (ChildAk.Running worker = ak(server, "worker_slots").start("worker")) {
      waitUntilSays(worker, "Next backup at ");
      await()
          .atMost(PATIENCE)
          .failFast("the worker has ended", () -> !worker.alive())
          .until(() -> count(worker.errSoFar(), " Made default-") >= 3);
      worker.terminate();
      ChildAk.Ended ended = worker.await(STOP);

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err()).doesNotContain(GAVE_UP);
      assertThat(ended.err()).contains(old + " in local removed: no rule keeps it");
    }
    List<String> files = store.files();
    assertThat(files).containsAll(untouched).contains(StoredName.manifest(other).toString());
    assertThat(files).noneMatch(file -> file.startsWith(old.toString()));
    List<BackupName> made =
        files.stream()
            .flatMap(file -> StoredName.parse(file).stream())
            .filter(file -> file.kind() == StoredName.Kind.MANIFEST)
            .map(StoredName::backup)
            .filter(name -> name.alias().equals("default") && !name.equals(held))
            .toList();
    // A stop between a manifest and its retention leaves one more; the next run removes it.
    assertThat(made).hasSizeBetween(2, 3);
    assertThat(made).allMatch(name -> name.taken().getEpochSecond() % 2 == 0);
    assertThat(files).contains(StoredName.manifest(held).toString());
  }

  @Test
  void stopsInTheMiddleOfADumpAndLeavesNothingHalfDone(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE worker_stops");
    Path begun = folder.resolve("begun");
    Path programs = folder.resolve("programs");
    ScriptedProgram.in(
        programs,
        "pg_dump",
        """
        if [ "$1" = --version ]; then echo 'pg_dump (PostgreSQL) 15.99'; exit; fi
        '%s/pg_dump' "$@" | head -c 600
        : >'%s'
        sleep 600
        """
            .formatted(LabTools.client(15), begun));
    ChildAk ak = ak(server, "worker_stops").withProgramsFirst(programs);
    for (String command : List.of("worker", "backup")) {
      Files.deleteIfExists(begun);
      try (ChildAk.Running running = ak.start(command)) {
        await()
            .atMost(PATIENCE)
            .failFast("it has ended", () -> !running.alive())
            .until(() -> Files.exists(begun));
        List<ProcessHandle> children = running.descendants();
        assertThat(children).isNotEmpty();

        running.terminate();
        ChildAk.Ended ended = running.await(STOP);

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
        assertThat(ended.err()).contains("Stopped by a signal").doesNotContain(GAVE_UP);
        await()
            .atMost(STOP)
            .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        assertThat(store().files()).isEmpty();
      }
    }
  }

  @Test
  void makesUpTheLastSlotThatWasMissed(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE worker_catches_up");
    int year = LocalDate.now(ZoneOffset.UTC).getYear();
    store().complete("default-" + (year - 3) + "-01-01-000000.psql");

    try (ChildAk.Running worker =
        ak(server, "worker_catches_up")
            .withSetting("backup.schedule", "0 0 0 1 1 ?")
            .start("worker")) {
      waitUntilSays(worker, "Made default-" + year + "-01-01-000000.psql");
      worker.terminate();
      ChildAk.Ended ended = worker.await(STOP);

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
      assertThat(count(ended.err(), " Made ")).isEqualTo(1);
      assertThat(ended.err()).contains("Next backup at " + (year + 1) + "-01-01T00:00:00Z");
    }
  }

  @Test
  void goesOnAfterASlotThatFailed(LabServer server) throws Exception {
    try (ChildAk.Running worker = ak(server, "worker_fails").start("worker")) {
      waitUntilSays(worker, "(the next slot tries again)");
      await()
          .atMost(PATIENCE)
          .until(() -> count(worker.errSoFar(), " ak: No backup of ") >= 2 && worker.alive());

      server.execute("postgres", "CREATE DATABASE worker_fails");

      waitUntilSays(worker, " Made default-");
    }
  }

  @Test
  void provesABackupAtItsTime(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE worker_proves");
    ChildAk ak = ak(server, "worker_proves").withSetting("backup.schedule", "0 0 0 1 1 ?");
    try (ChildAk.Running worker =
        ak.withSetting("backup.verify_schedule", "* * * * * ?").start("worker")) {
      waitUntilSays(worker, "Next backup at ");
      // Until there is a backup, there is nothing to prove, and nothing wrong.
      assertThat(ak.run("backup").exitCode()).isZero();
      waitUntilSays(worker, " in local passed (restore): ");
      worker.terminate();
      ChildAk.Ended ended = worker.await(STOP);

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
      assertThat(ended.err()).doesNotContain(GAVE_UP).doesNotContain("Nothing was proven");
    }
    assertThat(store().files()).anyMatch(file -> file.contains(".proof-"));
  }

  @Test
  void waitsForWhoeverElseIsAtWork(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE worker_waits");
    try (Connection other = server.connect("postgres");
        Statement lock = other.createStatement()) {
      lock.execute("SELECT pg_advisory_lock(" + DatabaseLock.key("worker_waits") + ")");
      try (ChildAk.Running worker = ak(server, "worker_waits").start("worker")) {
        waitUntilSays(worker, "is being worked on by");
        assertThat(worker.errSoFar()).doesNotContain(" ak: ").doesNotContain(" Made ");

        other.close();

        waitUntilSays(worker, " Made default-");
      }
    }
  }

  @Test
  void runsWithoutASchedule(LabServer server) throws Exception {
    try (ChildAk.Running worker =
        ak(server, "postgres").withSetting("backup.enabled", "false").start("worker")) {
      waitUntilSays(worker, "The schedule is off");
      worker.terminate();
      ChildAk.Ended ended = worker.await(STOP);

      assertThat(ended.exitCode()).isEqualTo(143);
      assertThat(ended.err()).doesNotContain(GAVE_UP);
    }
  }

  @Test
  void refusesAScheduleThatIsNone() throws Exception {
    ChildAk ak = ChildAk.in(folder);
    for (String[] wrong :
        new String[][] {
          {"backup.schedule", "0 0 25 * * ?"},
          {"backup.schedule", "0 0 0 1 1 ? 1999"},
          {"backup.timezone", "Mars/Olympus"},
          {"backup.verify_schedule", "0 0 25 ? * SUN"}
        }) {
      ChildAk.Ended ended = ak.withSetting(wrong[0], wrong[1]).run("worker");

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err()).contains("postgresql." + wrong[0]);
    }
  }
}
