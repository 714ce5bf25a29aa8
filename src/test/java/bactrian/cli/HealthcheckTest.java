package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.PlacedBackups;
import bactrian.stream.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ak healthcheck} beside a worker of this process; no server runs behind it. */
class HealthcheckTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void serveADatabaseOfItsOwn() {
    environment.put("AUTHENTIK_POSTGRESQL__PORT", "1");
    environment.put("AUTHENTIK_POSTGRESQL__NAME", folder.getFileName().toString());
  }

  @Test
  void failsWithoutAWorker() {
    CommandRun none = ask(Clock.systemUTC());

    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err())
        .startsWith("ak: No worker of this user serves the database ")
        .contains("start 'ak worker'");
  }

  @Test
  void isWellWhileAWorkerLivesAndFailsWhenItHasStopped() throws Exception {
    besideAWorker(
        () -> {
          CommandRun well = awaitExit(0);
          assertThat(well.out()).isEqualTo("The worker is well\n");
          assertThat(ask(Clock.systemUTC(), "--json").out())
              .contains("\"alive\" : true")
              .contains("\"troubles\" : [ ]");
        });

    assertThat(ask(Clock.systemUTC()).err()).contains("No worker of this user");
  }

  @Test
  void isWellWhereTheScheduleIsOff() throws Exception {
    environment.put("AUTHENTIK_POSTGRESQL__BACKUP__ENABLED", "false");

    besideAWorker(() -> assertThat(awaitExit(0).out()).isEqualTo("The worker is well\n"));
  }

  @Test
  void tellsThatABackupIsOverdueUnlessOnlyLifeIsAsked() throws Exception {
    int year = LocalDate.now(ZoneOffset.UTC).getYear();
    new PlacedBackups(folder.resolve("backups"))
        .complete("default-" + (year - 3) + "-01-01-000000.psql");
    environment.put("AUTHENTIK_POSTGRESQL__BACKUP__SCHEDULE", "0 0 0 1 1 ?");

    besideAWorker(
        () -> {
          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () ->
                      assertThat(ask(Clock.systemUTC()).err())
                          .contains("The backup of " + (year - 1) + "-01-01T00:00:00Z is missing"));
          assertThat(ask(Clock.systemUTC()).exitCode()).isEqualTo(1);
          assertThat(ask(Clock.systemUTC(), "--alive").exitCode()).isZero();
        });
  }

  @Test
  void failsWhenTheWorkerHasNotBeenHeardOfForLong() throws Exception {
    besideAWorker(
        () -> {
          awaitExit(0);
          CommandRun late = ask(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(70)), "--alive");
          assertThat(late.exitCode()).isEqualTo(1);
          assertThat(late.err()).contains("The worker was last heard of at ").contains("restart");
        });
  }

  private CommandRun ask(Clock clock, String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "healthcheck";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return CommandRun.of(folder, environment, clock, arguments);
  }

  private CommandRun awaitExit(int status) {
    await().atMost(PATIENCE).until(() -> ask(Clock.systemUTC()).exitCode() == status);
    return ask(Clock.systemUTC());
  }

  private void besideAWorker(Runnable asking) throws Exception {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Session session =
        new Session(
            environment,
            folder.resolve("etc"),
            folder,
            folder.resolve("backups"),
            nowhere,
            nowhere,
            Clock.systemUTC(),
            Progress.NONE);
    CompletableFuture<Integer> worker =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return AkCommand.commandLine(session).execute("worker");
              } finally {
                session.end();
              }
            });
    try {
      asking.run();
    } finally {
      session.stop();
      assertThat(worker.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
    }
  }
}
