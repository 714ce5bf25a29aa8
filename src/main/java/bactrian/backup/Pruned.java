package bactrian.backup;

import bactrian.catalog.StoredName;
import bactrian.retention.Decision;
import java.util.List;
import java.util.Optional;

/**
 * What retention decided for one backup in one store, and what came of it.
 *
 * @param store the store's name
 * @param decision whether the backup stays, and why
 * @param files its files, the manifest first, so that a kill in between leaves no backup that is
 *     not whole
 * @param failure why it could not be removed, if so
 * @param retained whether the store itself keeps it, which is no failure of ours
 */
public record Pruned(
    String store,
    Decision decision,
    List<StoredName> files,
    Optional<String> failure,
    boolean retained) {
  /** Copies the list. */
  public Pruned {
    files = List.copyOf(files);
  }

  /** Whether it is still there although it should be gone, and nobody meant it. */
  public boolean failed() {
    return failure.isPresent() && !retained;
  }
}
