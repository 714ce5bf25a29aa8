package bactrian.backup;

import bactrian.postgres.DatabaseLock;

/** Asks for the backup that must exist before a database's content is replaced in place. */
public final class SafetyBackup {
  /** The request, under the lock that its caller holds. */
  public BackupRequest request(DatabaseLock lock) {
    return BackupRequest.safety(lock);
  }
}
