package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.catalog.Index;

/** What is restored. */
public sealed interface RestoreSource {
  /** Its name in the list. */
  String name();

  /**
   * A backup of ours.
   *
   * @param files its files
   * @param index where its tables and frames lie
   * @param head the archive's header and table of contents
   */
  record Backup(BackupFiles files, Index index, ArchiveHead head) implements RestoreSource {
    @Override
    public String name() {
      return files.manifest().name().toString();
    }
  }
}
