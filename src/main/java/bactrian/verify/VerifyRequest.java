package bactrian.verify;

import bactrian.catalog.Proof;
import java.util.List;
import java.util.Optional;

/**
 * What somebody asks of a proof.
 *
 * @param name the backup's name, the name of one of its files, or {@code latest}; without one the
 *     newest backup that has no proof, else the one whose proof is the oldest
 * @param all whether all backups are meant, and no name is given
 * @param level how far to go; nothing for what the settings say
 * @param stores the stores whose copies are proven; empty for all that are configured
 */
public record VerifyRequest(
    Optional<String> name, boolean all, Optional<Proof.Level> level, List<String> stores) {
  /** The name that means the newest backup. */
  public static final String LATEST = "latest";

  /** Copies the list. */
  public VerifyRequest {
    stores = List.copyOf(stores);
  }

  /** The backup whose turn it is, in all stores. */
  public static VerifyRequest next() {
    return new VerifyRequest(Optional.empty(), false, Optional.empty(), List.of());
  }
}
