package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.PlacedBackups;
import bactrian.stream.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service inside this process, seen over JMX; no server runs behind it. */
class WorkerHealthTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Session session(Map<String, String> environment) {
    return new Session(
        environment,
        folder.resolve("etc"),
        folder,
        folder.resolve("backups"),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Clock.systemUTC(),
        Progress.NONE);
  }

  @Test
  void isDownWhenSlotsGoByWithoutABackup() throws Exception {
    int year = LocalDate.now(ZoneOffset.UTC).getYear();
    new PlacedBackups(folder.resolve("backups"))
        .complete("default-" + (year - 3) + "-01-01-000000.psql");
    Session session =
        session(
            Map.of(
                "AUTHENTIK_POSTGRESQL__PORT", "1",
                "AUTHENTIK_POSTGRESQL__BACKUP__SCHEDULE", "0 0 0 1 1 ?"));

    Object down = overJmx(session, "No backup of " + year + "-01-01T00:00:00Z");

    assertThat(down.toString())
        .contains("state=DOWN")
        .contains("The backup of " + (year - 1) + "-01-01T00:00:00Z is missing, and all since");
  }

  @Test
  void isUpBeforeTheFirstSlotOfAWeekdaysSchedule() throws Exception {
    Session session =
        session(
            Map.of(
                "AUTHENTIK_POSTGRESQL__PORT", "1",
                "AUTHENTIK_POSTGRESQL__BACKUP__TIMEZONE", "Europe/Berlin",
                "AUTHENTIK_POSTGRESQL__BACKUP__SCHEDULE", "0 0 0 ? 2 MON#1"));

    Object up = overJmx(session, "the next slot tries again");

    assertThat(up.toString()).contains("state=UP");
  }

  @Test
  void saysAtTheStartWhatWouldKeepASlotFromItsBackup() throws Exception {
    Files.writeString(folder.resolve("backups"), "not a folder");
    Session session = session(Map.of("AUTHENTIK_POSTGRESQL__PORT", "1"));

    Object up = overJmx(session, "it is not a folder");

    assertThat(up.toString()).contains("state=UP");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Next backup at ");
  }

  /** What the check says when the service has said something; then the service is stopped. */
  private Object overJmx(Session session, String said) throws Exception {
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
      await()
          .atMost(PATIENCE)
          .failFast(() -> worker.isDone())
          .untilAsserted(() -> assertThat(err.toString(StandardCharsets.UTF_8)).contains(said));
      List<?> checks = details();
      return checks.stream()
          .filter(detail -> detail.toString().contains("id=backup-overdue"))
          .findFirst()
          .orElseThrow(() -> new AssertionError(String.valueOf(checks)));
    } finally {
      session.stop();
      assertThat(worker.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
    }
  }

  private static List<?> details() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    Set<ObjectName> health =
        server.queryNames(new ObjectName("org.apache.camel:type=health,*"), null);
    Object table =
        server.invoke(health.iterator().next(), "details", new Object[] {}, new String[] {});
    return List.copyOf(((TabularData) table).values());
  }
}
