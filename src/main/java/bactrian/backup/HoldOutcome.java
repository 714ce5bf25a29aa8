package bactrian.backup;

import bactrian.catalog.BackupName;
import java.util.List;
import java.util.Optional;

/**
 * What became of holding a backup, or of letting it go.
 *
 * @param name the backup that was meant
 * @param stores what became of it in each store that has the backup, or does not answer
 */
public record HoldOutcome(BackupName name, List<InStore> stores) {
  /**
   * What became of it in one store.
   *
   * @param store the store's name
   * @param failure why the store is not as asked, if so
   */
  public record InStore(String store, Optional<String> failure) {}

  /** Copies the list. */
  public HoldOutcome {
    stores = List.copyOf(stores);
  }

  /** Whether every store is as asked. */
  public boolean whole() {
    return stores.stream().allMatch(store -> store.failure().isEmpty());
  }
}
