package bactrian.backup;

import bactrian.postgres.DatabaseLock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What somebody asks of a backup.
 *
 * @param slot the instant that the schedule was due, or nothing for a backup by hand
 * @param hold whether to keep it from retention
 * @param stores the stores to put it into; empty for all that are configured
 * @param prune whether retention runs afterwards
 * @param lock the database's lock, when the caller holds it already and keeps it
 */
public record BackupRequest(
    Optional<Instant> slot,
    boolean hold,
    List<String> stores,
    boolean prune,
    Optional<DatabaseLock> lock) {
  /** Copies the list. */
  public BackupRequest {
    stores = List.copyOf(stores);
  }

  /** One backup now, into all configured stores. */
  public static BackupRequest now() {
    return new BackupRequest(Optional.empty(), false, List.of(), true, Optional.empty());
  }

  /** The backup of a slot of the schedule. */
  public static BackupRequest scheduled(Instant slot) {
    return new BackupRequest(Optional.of(slot), false, List.of(), true, Optional.empty());
  }

  /**
   * The backup before something dangerous: it prunes nothing, since what is about to be restored
   * might be what retention would remove.
   */
  public static BackupRequest safety(DatabaseLock lock) {
    return new BackupRequest(Optional.empty(), false, List.of(), false, Optional.of(lock));
  }
}
