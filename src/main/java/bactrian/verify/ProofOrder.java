package bactrian.verify;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.CatalogEntry;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whose turn it is to be proven, when nobody names a backup. */
final class ProofOrder {
  private ProofOrder() {}

  /**
   * The newest backup that has no proof in one of the stores, else the one whose proof is the
   * oldest.
   *
   * @param alias whose backups are meant
   * @param catalogs what each store holds
   */
  static Optional<BackupName> next(String alias, Collection<Catalog> catalogs) {
    Map<BackupName, Instant> proven = new TreeMap<>();
    for (Catalog catalog : catalogs) {
      for (CatalogEntry.Complete backup : catalog.complete()) {
        if (backup.name().alias().equals(alias)) {
          proven.merge(backup.name(), lastProof(backup), ProofOrder::earlier);
        }
      }
    }
    return proven.entrySet().stream()
        .min(
            Map.Entry.<BackupName, Instant>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey);
  }

  private static Instant lastProof(CatalogEntry.Complete backup) {
    List<Instant> proofs = backup.proofs();
    return proofs.isEmpty() ? Instant.MIN : proofs.get(proofs.size() - 1);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
