package bactrian.verify;

import bactrian.archive.ArchiveHead;
import bactrian.archive.ArchiveListener;
import bactrian.archive.ArchiveSummary;
import bactrian.archive.Block;
import bactrian.archive.Place;
import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import bactrian.catalog.Manifest;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compares what an archive holds with what index and manifest say of it, while it is read. */
final class ArchiveComparison implements ArchiveListener {
  private final Map<Integer, Index.Entry> expected = new LinkedHashMap<>();
  private final Map<Integer, TocEntry> contents = new LinkedHashMap<>();
  private final String where;
  private final Findings findings;

  ArchiveComparison(Index index, String where, Findings findings) {
    index.entries().forEach(entry -> expected.put(entry.dumpId(), entry));
    this.where = where;
    this.findings = findings;
  }

  @Override
  public void head(ArchiveHead head) {
    for (TocEntry entry : head.entries()) {
      if (entry.hasData()) {
        contents.put(entry.dumpId(), entry);
      }
    }
  }

  @Override
  public void bytes(byte[] buffer, int offset, int length) {}

  @Override
  public boolean cutHere(long archiveOffset, Place place) {
    return false;
  }

  @Override
  public void cut(long archiveOffset, Place place) {}

  @Override
  public void block(Block block) {
    Index.Entry entry = expected.remove(block.dumpId());
    TocEntry content = contents.get(block.dumpId());
    if (entry == null) {
      findings.add("%s holds %s, of which the index says nothing.".formatted(where, content));
      return;
    }
    String what =
        entry.kind().equals(TocEntry.TABLE_DATA)
            ? "table " + FrameContent.table(entry)
            : entry.kind() + " " + entry.name();
    boolean same =
        content != null
            && content.kind().equals(entry.kind())
            && content.name().equals(entry.name())
            && content.schema().equals(entry.schema().orElse(""));
    if (!same) {
      findings.add("%s holds %s where the index says %s.".formatted(where, content, what));
    }
    compare(what, "rows", block.rows(), entry.rows());
    compare(what, "large objects", block.largeObjects(), entry.largeObjects());
    if (block.offset() != entry.rawOffset() || block.length() != entry.rawLength()) {
      findings.add(
          "The data of %s lie elsewhere in %s than the index says.".formatted(what, where));
    }
  }

  private void compare(String what, String unit, long there, long said) {
    if (there != said) {
      findings.add(
          "In %s, %s has %d %s, and %d by the index.".formatted(where, what, there, unit, said));
    }
  }

  /** Compares what there was in all. */
  void finish(ArchiveSummary summary, Index index, Manifest manifest) {
    for (Index.Entry entry : expected.values()) {
      findings.add(
          "%s does not hold %s, which the index names."
              .formatted(where, FrameContent.table(entry)));
    }
    Manifest.Totals totals = manifest.totals();
    compareTotal("tables", summary.tables(), totals.tables());
    compareTotal("rows", summary.rows(), totals.rows());
    compareTotal("large objects", summary.largeObjects(), totals.largeObjects());
    compareTotal("bytes before compression", summary.length(), manifest.rawSize());
    if (summary.length() != index.archiveLength()) {
      findings.add(
          "%s has %d bytes before compression, and %d by the index."
              .formatted(where, summary.length(), index.archiveLength()));
    }
  }

  private void compareTotal(String unit, long there, long said) {
    if (there != said) {
      findings.add("%s has %d %s, and %d by the manifest.".formatted(where, there, unit, said));
    }
  }
}
