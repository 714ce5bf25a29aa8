package bactrian.backup;

import bactrian.catalog.BackupName;
import bactrian.catalog.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * What a backup came to.
 *
 * @param name its name
 * @param slotHeld whether the slot's backup was there already and nothing was done
 * @param manifest what was published, unless nothing was done
 * @param stores what became of it in each store
 * @param pruned what retention removed afterwards
 */
public record BackupOutcome(
    BackupName name,
    boolean slotHeld,
    Optional<Manifest> manifest,
    List<StoreOutcome> stores,
    List<Pruned> pruned) {
  /** Copies the lists. */
  public BackupOutcome {
    stores = List.copyOf(stores);
    pruned = List.copyOf(pruned);
  }

  BackupOutcome withPruned(List<Pruned> removed) {
    return new BackupOutcome(name, slotHeld, manifest, stores, removed);
  }

  /** Whether every store took it. */
  public boolean whole() {
    return stores.stream().allMatch(outcome -> outcome.stored().isPresent());
  }
}
