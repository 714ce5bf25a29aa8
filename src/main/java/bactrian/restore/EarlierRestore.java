package bactrian.restore;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Proof;
import bactrian.catalog.ProofReading;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A restore that was timed, by a proof.
 *
 * @param backup what was restored
 * @param bytes the length of its archive, at least 1
 * @param time how long it took
 */
public record EarlierRestore(BackupName backup, long bytes, Duration time) {
  private static final Duration LEAST = Duration.ofSeconds(1);

  /**
   * The one that tells most about this backup: of its own, else of the newest of the same database.
   */
  static Optional<EarlierRestore> of(BackupName backup, Collection<Catalog> catalogs) {
    return catalogs.stream()
        .flatMap(catalog -> catalog.complete().stream())
        .filter(entry -> entry.name().alias().equals(backup.alias()))
        .flatMap(EarlierRestore::timed)
        .max(
            Comparator.comparing((EarlierRestore restore) -> restore.backup().equals(backup))
                .thenComparing(EarlierRestore::backup));
  }

  private static Stream<EarlierRestore> timed(CatalogEntry.Complete entry) {
    return entry
        .proof()
        .filter(ProofReading.Read.class::isInstance)
        .map(reading -> ((ProofReading.Read) reading).proof())
        .flatMap(Proof::restoring)
        .filter(time -> entry.manifest().rawSize() > 0)
        .map(time -> new EarlierRestore(entry.name(), entry.manifest().rawSize(), time))
        .stream();
  }

  /** How long so many bytes take at the same speed, at least a second. */
  public Duration timeFor(long wanted) {
    Duration same = Duration.ofMillis(Math.round((double) time.toMillis() * wanted / bytes));
    return same.compareTo(LEAST) < 0 ? LEAST : same;
  }
}
