package bactrian.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.backup.BackupOutcome;
import bactrian.backup.ServiceJournal;
import bactrian.backup.ServiceSchedule;
import bactrian.backup.StoreOutcome;
import bactrian.catalog.BackupName;
import bactrian.catalog.Manifests;
import bactrian.catalog.Proof;
import bactrian.schedule.Slots;
import bactrian.settings.Listen;
import bactrian.verify.CopyVerdict;
import bactrian.verify.ProofJournal;
import bactrian.verify.VerifyOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ServiceMetricsTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final BackupName NAME = Manifests.name("default", "2026-11-23T12:00:00Z");

  private final List<String> told = new ArrayList<>();
  private final Journal journal = new Journal();
  private final ServiceTally tally = new ServiceTally(journal, journal);
  private final ServiceSchedule schedule =
      new ServiceSchedule(
          Slots.of("0 0 * * * ?", "UTC"),
          "default",
          Duration.ofHours(1),
          tally,
          Clock.fixed(NOON, ZoneOffset.UTC));

  /** Remembers what it is told. */
  private final class Journal implements ServiceJournal, ProofJournal {
    @Override
    public void next(Instant slot) {
      told.add("next");
    }

    @Override
    public void made(BackupOutcome outcome) {
      told.add("made");
    }

    @Override
    public void skipped(Instant slot, Instant instead) {
      told.add("skipped");
    }

    @Override
    public void busy(Instant slot, String sentence) {
      told.add("busy");
    }

    @Override
    public void failed(Instant slot, Throwable thrown) {
      told.add("failed");
    }

    @Override
    public void unready(Throwable thrown) {
      told.add("unready");
    }

    @Override
    public void proven(VerifyOutcome outcome) {
      told.add("proven");
    }

    @Override
    public void unproven(Throwable thrown) {
      told.add("unproven");
    }

    @Override
    public void remark(String text) {
      told.add("remark");
    }
  }

  @Test
  void whatHasNotHappenedIsNoughtOrNotThere() throws Exception {
    assertThat(text())
        .contains("bactrian_info{version=\"1.2.3\"} 1\n")
        .contains("bactrian_backup_overdue 0.0\n")
        .contains("bactrian_next_backup_timestamp_seconds 1.7954388E9\n")
        .contains("bactrian_backups_total{result=\"failed\"} 0.0\n")
        .contains("bactrian_store_failures_total{store=\"s3\"} 0.0\n")
        .contains("bactrian_proofs_total{result=\"not_proven\"} 0.0\n")
        .doesNotContain("newest_backup", "last_backup", "last_proof");
  }

  @Test
  void aBackupIsCountedByWhatBecameOfItAndItsSizeIsTold() throws Exception {
    StoreOutcome refused = StoreOutcome.failed("s3", new IOException("refused"));
    BackupOutcome partial =
        new BackupOutcome(
            NAME, false, Optional.of(Manifests.unsealed(NAME)), List.of(refused), List.of());
    schedule.made(partial);
    schedule.made(new BackupOutcome(NAME, true, Optional.empty(), List.of(), List.of()));
    schedule.made(
        new BackupOutcome(
            NAME, false, Optional.of(Manifests.unsealed(NAME)), List.of(), List.of()));
    tally.failed(NOON, new IOException("no server"));

    assertThat(text())
        .contains("bactrian_backups_total{result=\"made\"} 1.0\n")
        .contains("bactrian_backups_total{result=\"partial\"} 1.0\n")
        .contains("bactrian_backups_total{result=\"found\"} 1.0\n")
        .contains("bactrian_backups_total{result=\"failed\"} 1.0\n")
        .contains("bactrian_store_failures_total{store=\"local\"} 0.0\n")
        .contains("bactrian_store_failures_total{store=\"s3\"} 1.0\n")
        .contains("bactrian_newest_backup_timestamp_seconds 1.7954352E9\n")
        .contains("bactrian_last_backup_duration_seconds 0.25\n")
        .contains("bactrian_last_backup_size_bytes{kind=\"raw\"} 1.23456789012E11\n")
        .contains("bactrian_last_backup_size_bytes{kind=\"stored\"} 1110.0\n")
        .contains("bactrian_last_backup_rows 1000000.0\n");
    assertThat(told).containsExactly("made", "next", "made", "next", "made", "next", "failed");
  }

  @Test
  void whateverItIsToldIsPassedOn() {
    tally.next(NOON);
    tally.skipped(NOON, NOON);
    tally.busy(NOON, "somebody");
    tally.unready(new IOException("no server"));
    tally.unproven(new IOException("no server"));
    tally.remark("no programs");

    assertThat(told).containsExactly("next", "skipped", "busy", "unready", "unproven", "remark");
  }

  @Test
  void aCopyThatIsNoGoodIsToldUntilAProofFindsItRight() throws Exception {
    tally.proven(outcome(copy("local", CopyVerdict.Verdict.FAILED, "a byte")));
    assertThat(text()).contains("bactrian_last_proof_failed{store=\"local\"} 1.0\n");

    tally.proven(outcome(copy("local", CopyVerdict.Verdict.NOT_PROVEN, "no server")));
    assertThat(text()).contains("bactrian_last_proof_failed{store=\"local\"} 1.0\n");

    tally.proven(
        outcome(
            copy("local", CopyVerdict.Verdict.PASSED),
            copy("s3", CopyVerdict.Verdict.NOT_PROVEN, "no answer")));

    assertThat(text())
        .contains("bactrian_last_proof_failed{store=\"local\"} 0.0\n")
        .contains("bactrian_proofs_total{result=\"failed\"} 1.0\n")
        .contains("bactrian_proofs_total{result=\"passed\"} 1.0\n")
        .contains("bactrian_proofs_total{result=\"not_proven\"} 2.0\n")
        .contains("bactrian_last_proof_timestamp_seconds 1.7954352E9\n")
        .doesNotContain("bactrian_last_proof_failed{store=\"s3\"}");
    assertThat(told).containsExactly("proven", "proven", "proven");
  }

  private static VerifyOutcome outcome(CopyVerdict... copies) {
    return new VerifyOutcome(NAME, NOON.minusSeconds(60), NOON, List.of(copies));
  }

  private static CopyVerdict copy(String store, CopyVerdict.Verdict verdict, String... reasons) {
    return new CopyVerdict(
        store,
        verdict,
        Proof.Level.CHECKSUM,
        List.of(reasons),
        Proof.Counts.NONE,
        Optional.empty());
  }

  /** What a real server answers. */
  private String text() throws IOException, InterruptedException {
    ServiceMetrics metrics = new ServiceMetrics("1.2.3", tally, schedule, List.of("local", "s3"));
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (MetricsServer server = MetricsServer.open(new Listen("127.0.0.1", port), metrics)) {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
