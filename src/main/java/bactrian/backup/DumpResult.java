package bactrian.backup;

import bactrian.archive.ArchiveHeader;
import bactrian.catalog.Index;
import bactrian.catalog.Manifest;
import java.util.List;

/**
 * What is known of an archive once it has gone by whole.
 *
 * @param header the archive's header
 * @param frames its frames, in order
 * @param entries its entries with data, in order
 * @param rawLength its length as pg_dump wrote it, in bytes
 * @param length its length as sealed, in bytes
 * @param sha256 the SHA-256 of what was sealed
 * @param totals what it holds
 */
public record DumpResult(
    ArchiveHeader header,
    List<Index.Frame> frames,
    List<Index.Entry> entries,
    long rawLength,
    long length,
    String sha256,
    Manifest.Totals totals) {
  /** Copies the lists. */
  public DumpResult {
    frames = List.copyOf(frames);
    entries = List.copyOf(entries);
  }
}
