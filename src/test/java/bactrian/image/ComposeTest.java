package bactrian.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.ContainerEngine;
import bactrian.lab.ContainerEngine.Ended;
import bactrian.lab.ContainerLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The project's docker-compose.yml as its users have it, run by a real engine. */
@Tag("alone")
@ExtendWith(ContainerLab.class)
class ComposeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** All that is hard in a line of .env; what is between single quotes is taken as it is. */
  private static final String PASSWORD = "p\"a $HOME {{ .Values }} `x` # \\ é/@:%";

  @TempDir private Path folder;
  private ContainerEngine engine;

  @BeforeEach
  void makeAProject(ContainerEngine running) throws Exception {
    engine = running;
    Files.copy(Path.of("docker-compose.yml"), folder.resolve("docker-compose.yml"));
    String example = Files.readString(Path.of(".env.example"));
    assertThat(example).contains("PG_PASS=change-me\n");
    Files.writeString(
        folder.resolve(".env"), example.replace("PG_PASS=change-me", "PG_PASS='" + PASSWORD + "'"));
  }

  @AfterEach
  void takeItDown() throws Exception {
    compose("--profile", "s3", "down", "--volumes", "--timeout=0");
  }

  @Test
  void everyCommandOfTheOldPageWorksBesideTheWorkerAndInIt() throws Exception {
    up();
    sql("CREATE TABLE t AS SELECT generate_series(1, 7) AS n");

    String name = succeed("run", "--rm", "worker", "backup").strip();
    assertThat(name).matches("default-\\d{4}-\\d\\d-\\d\\d-\\d{6}\\.psql");
    assertThat(succeed("run", "--rm", "worker", "listbackups")).contains(name);
    sql("DROP TABLE t");
    Ended unasked = compose("run", "--rm", "worker", "restore", "-i", name);
    assertThat(unasked.exitCode()).isEqualTo(4);
    assertThat(unasked.err()).contains("give --yes");
    succeed("run", "--rm", "worker", "restore", "-i", name, "--yes");
    assertThat(sql("SELECT count(*) FROM t")).isEqualTo("7\n");

    String second = succeed("exec", "-T", "worker", "ak", "backup").strip();
    assertThat(succeed("exec", "-T", "worker", "ak", "listbackups")).contains(name, second);
    sql("DROP TABLE t");
    succeed("exec", "-T", "worker", "ak", "restore", "-i", second, "--yes");
    assertThat(sql("SELECT count(*) FROM t")).isEqualTo("7\n");
    assertThat(succeed("exec", "-T", "worker", "ak", "healthcheck"))
        .isEqualTo("The worker is well\n");
  }

  @Test
  void aPersonAtATerminalIsAsked() throws Exception {
    up();
    String name = succeed("run", "--rm", "worker", "backup").strip();

    Ended asked =
        engine.run(
            folder,
            "sh",
            "-c",
            "echo y | script --quiet --return --command"
                + " 'docker-compose run --rm worker restore -i %s' /dev/null".formatted(name));

    assertThat(asked.exitCode()).as(asked.out()).isZero();
    assertThat(asked.out()).contains("? [y/N]").contains("Restored " + name);
  }

  @Test
  void filesBelongToTheUserWhoIsNamedAndToNobodyElse() throws Exception {
    addSetting("BACKUP_UID=4711\nBACKUP_GID=4712");
    up();

    succeed("run", "--rm", "worker", "backup");

    try (Stream<Path> files = Files.list(folder.resolve("backups"))) {
      assertThat(files.filter(Files::isRegularFile).toList())
          .isNotEmpty()
          .allSatisfy(
              file -> {
                assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(4711);
                assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(4712);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
              });
    }
  }

  @Test
  void aRestartOfTheDatabaseFailsTheBackupLoudlyAndTheNextOneSucceeds() throws Exception {
    startADumpThatWaits();

    succeed("restart", "--timeout=0", "postgresql");

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(workerLog()).containsPattern("No backup of [-0-9T:]+Z"));
    int said = workerLog().length();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(workerLog().substring(said)).contains("Made default-"));
  }

  @Test
  void aStopInMidBackupIsCleanAndLeavesNothingHalfDone() throws Exception {
    startADumpThatWaits();

    succeed("stop", "worker");

    // 137 would tell that the ten seconds were not enough.
    assertThat(engine.docker("inspect", "--format={{.State.ExitCode}}", container("worker")).out())
        .isEqualTo("143\n");
    try (Stream<Path> files = Files.list(folder.resolve("backups"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertThat(names)
          .filteredOn(name -> name.endsWith(".psql.zst"))
          .allSatisfy(name -> assertThat(names).contains(name.replace(".zst", ".manifest.json")));
    }
    try (Stream<Path> waiting = Files.list(folder.resolve("backups/.incoming"))) {
      // A claim stays, which is what the next run cleans up by.
      assertThat(waiting).allSatisfy(file -> assertThat(file.toString()).endsWith(".claim"));
    }
  }

  @Test
  void theProfileS3KeepsBackupsInABucket() throws Exception {
    addSetting(
        """
        AUTHENTIK_POSTGRESQL__S3_BACKUP__ACCESS_KEY=foo
        AUTHENTIK_POSTGRESQL__S3_BACKUP__SECRET_KEY=bar
        AUTHENTIK_POSTGRESQL__S3_BACKUP__BUCKET=authentik-backup
        AUTHENTIK_POSTGRESQL__S3_BACKUP__REGION=eu-central-1
        AUTHENTIK_POSTGRESQL__S3_BACKUP__HOST=http://s3""");
    succeed("--profile", "s3", "up", "-d");
    succeed("exec", "-T", "s3", "mkdir", "/data/authentik-backup");
    await().atMost(PATIENCE).until(() -> compose("run", "--rm", "worker", "list").exitCode() == 0);

    String name = succeed("run", "--rm", "worker", "backup").strip();

    assertThat(succeed("run", "--rm", "worker", "listbackups")).contains(name).contains("s3");
    assertThat(succeed("exec", "-T", "s3", "ls", "/data/authentik-backup"))
        .contains(name + ".manifest.json");
    succeed("run", "--rm", "worker", "restore", "-i", name, "--yes");
  }

  private void up() throws Exception {
    succeed("up", "-d");
  }

  private Ended compose(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker-compose"));
    command.addAll(List.of(arguments));
    return engine.run(folder, command.toArray(String[]::new));
  }

  private String succeed(String... arguments) throws Exception {
    Ended ended = compose(arguments);
    assertThat(ended.exitCode()).as("%s %s", List.of(arguments), ended.err()).isZero();
    return ended.out();
  }

  private String container(String service) throws Exception {
    return succeed("ps", "-q", service).strip();
  }

  private String workerLog() throws Exception {
    Ended logs = engine.docker("logs", container("worker"));
    return logs.out() + logs.err();
  }

  private String sql(String statement) throws Exception {
    return succeed(
        "exec",
        "-T",
        "postgresql",
        "psql",
        "-qAt",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        "/var/run/postgresql",
        "-U",
        "authentik",
        "-d",
        "authentik",
        "-c",
        statement);
  }

  private void addSetting(String line) throws Exception {
    Path file = folder.resolve(".env");
    Files.writeString(file, Files.readString(file) + line + "\n");
  }

  private void startADumpThatWaits() throws Exception {
    addSetting("AUTHENTIK_POSTGRESQL__BACKUP__SCHEDULE='*/10 * * * * ?'");
    up();
    sql("CREATE TABLE t AS SELECT generate_series(1, 7) AS n");
    holdTableT();
    awaitWaitingDump();
  }

  /** Keeps pg_dump waiting for a table until the server is restarted. */
  private void holdTableT() throws Exception {
    succeed(
        "exec",
        "-d",
        "postgresql",
        "psql",
        "-h",
        "/var/run/postgresql",
        "-U",
        "authentik",
        "-d",
        "authentik",
        "-c",
        "BEGIN",
        "-c",
        "LOCK TABLE t",
        "-c",
        "SELECT pg_sleep(600)");
  }

  private void awaitWaitingDump() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                    .equals("1\n"));
  }
}
