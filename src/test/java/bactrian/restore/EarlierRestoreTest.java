package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Manifests;
import bactrian.catalog.Proof;
import bactrian.catalog.ProofReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EarlierRestoreTest {
  private static final BackupName OLD = Manifests.name("default", "2020-10-01T00:00:00Z");
  private static final BackupName NEW = Manifests.name("default", "2020-10-02T00:00:00Z");
  private static final BackupName NEWEST = Manifests.name("default", "2020-10-03T00:00:00Z");
  private static final BackupName OTHER = Manifests.name("other", "2020-10-04T00:00:00Z");

  @Test
  void itsOwnProofTellsMostElseTheNewestOfTheSameDatabase() {
    Catalog local = catalog(timed(NEW, 20), timed(OLD, 10));
    Catalog s3 = catalog(timed(OTHER, 40), untimed(NEWEST));

    assertThat(EarlierRestore.of(OLD, List.of(local, s3)).orElseThrow().time())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(EarlierRestore.of(NEWEST, List.of(local, s3)).orElseThrow().backup()).isEqualTo(NEW);
    assertThat(EarlierRestore.of(NEWEST, List.of(catalog(timed(OTHER, 40))))).isEmpty();
  }

  @Test
  void theTimeGrowsWithTheBytesAndIsNeverNothing() {
    EarlierRestore restore = new EarlierRestore(OLD, 2_000_000_000L, Duration.ofMinutes(10));

    assertThat(restore.timeFor(2_000_000_000L)).isEqualTo(Duration.ofMinutes(10));
    assertThat(restore.timeFor(1_000_000_000_000L)).isEqualTo(Duration.ofMinutes(5_000));
    assertThat(restore.timeFor(100)).isEqualTo(Duration.ofSeconds(1));
  }

  private static Catalog catalog(CatalogEntry.Complete... entries) {
    return new Catalog(List.of(entries), List.of(), List.of(), List.of());
  }

  private static CatalogEntry.Complete timed(BackupName name, int seconds) {
    return entry(name, Optional.of(Duration.ofSeconds(seconds)));
  }

  private static CatalogEntry.Complete untimed(BackupName name) {
    return entry(name, Optional.empty());
  }

  private static CatalogEntry.Complete entry(BackupName name, Optional<Duration> restoring) {
    Instant proven = name.taken().plusSeconds(3600);
    Proof proof =
        new Proof(
            name,
            Proof.Level.RESTORE,
            Proof.Result.PASSED,
            proven,
            proven,
            "backup-host",
            "0.1.0",
            Optional.of("15.20"),
            restoring,
            Proof.Counts.NONE,
            List.of());
    return new CatalogEntry.Complete(
        Manifests.unsealed(name), List.of(), Optional.of(new ProofReading.Read(proven, proof)));
  }
}
