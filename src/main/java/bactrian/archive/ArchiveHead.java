package bactrian.archive;

import java.util.List;

/**
 * The header and the table of contents of an archive.
 *
 * @param header the header
 * @param entries the entries in the archive's order
 * @param length bytes of both together: the offset at which the first block begins
 */
public record ArchiveHead(ArchiveHeader header, List<TocEntry> entries, long length) {
  /** Copies the list. */
  public ArchiveHead {
    entries = List.copyOf(entries);
  }
}
