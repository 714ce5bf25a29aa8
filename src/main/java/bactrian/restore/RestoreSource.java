package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import bactrian.store.FrameSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is restored. */
public sealed interface RestoreSource {
  /** Its name in the list. */
  String name();

  /** The archive's header and table of contents; nothing for a plain script. */
  Optional<ArchiveHead> archive();

  /**
   * A backup of ours.
   *
   * @param files its files
   * @param index where its tables and frames lie
   * @param head the archive's header and table of contents
   * @param earlier a restore that tells how long this one takes
   */
  record Backup(BackupFiles files, Index index, ArchiveHead head, Optional<EarlierRestore> earlier)
      implements RestoreSource {
    @Override
    public String name() {
      return files.manifest().name().toString();
    }

    @Override
    public Optional<ArchiveHead> archive() {
      return Optional.of(head);
    }

    /** The entries with data that these steps restore. */
    List<Index.Entry> blocks(RestoreSteps steps) {
      Set<Integer> restored =
          steps.entries(RestoreStep.DATA).stream()
              .map(TocEntry::dumpId)
              .collect(Collectors.toSet());
      return index.entries().stream().filter(entry -> restored.contains(entry.dumpId())).toList();
    }
  }

  /**
   * A file of the retired feature.
   *
   * @param name the file's name
   * @param size its length in bytes
   * @param store the store that has it
   * @param kind what it holds
   * @param archive the head of a custom-format archive
   */
  record Legacy(
      String name,
      long size,
      FrameSource store,
      LegacyContent.Kind kind,
      Optional<ArchiveHead> archive)
      implements RestoreSource {
    /** The file's content from its first byte on, unzipped. */
    LegacyContent open() throws IOException {
      return LegacyContent.open(store.open(name, 0, Long.MAX_VALUE));
    }
  }
}
