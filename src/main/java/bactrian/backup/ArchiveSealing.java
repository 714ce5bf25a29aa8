package bactrian.backup;

import bactrian.archive.ArchiveHead;
import bactrian.archive.ArchiveListener;
import bactrian.archive.Block;
import bactrian.archive.Place;
import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import bactrian.catalog.Manifest;
import bactrian.seal.Frame;
import bactrian.seal.Seal;
import bactrian.seal.Sealed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Seals an archive while it is read along, and notes where everything lies. */
final class ArchiveSealing implements ArchiveListener {
  private final Seal seal;
  private final Runnable atFirstByte;
  private final List<Index.Place> places = new ArrayList<>(List.of(Index.Place.HEAD));
  private final List<Index.Entry> entries = new ArrayList<>();
  private final Map<Integer, TocEntry> withData = new HashMap<>();
  private ArchiveHead head;
  private long lastCut;
  private boolean started;
  private long tables;
  private long rows;
  private long largeObjects;

  ArchiveSealing(Seal seal, Runnable atFirstByte) {
    this.seal = seal;
    this.atFirstByte = atFirstByte;
  }

  @Override
  public void head(ArchiveHead whole) {
    head = whole;
    for (TocEntry entry : whole.entries()) {
      if (entry.hasData()) {
        withData.put(entry.dumpId(), entry);
      }
    }
  }

  @Override
  public void bytes(byte[] buffer, int offset, int length) throws IOException {
    if (!started) {
      started = true;
      atFirstByte.run();
    }
    seal.write(buffer, offset, length);
  }

  @Override
  public boolean cutHere(long archiveOffset, Place place) {
    return FrameCuts.wanted(place, archiveOffset - lastCut);
  }

  @Override
  public void cut(long archiveOffset, Place place) throws IOException {
    seal.cut();
    lastCut = archiveOffset;
    places.add(
        switch (place) {
          case HEAD_END, BLOCK_END -> Index.Place.BLOCK;
          case OBJECT_END -> Index.Place.OBJECT;
          case CHUNK_END -> Index.Place.CHUNK;
          case INSIDE -> Index.Place.INSIDE;
        });
  }

  @Override
  public void block(Block block) {
    TocEntry entry = withData.get(block.dumpId());
    entries.add(
        new Index.Entry(
            block.dumpId(),
            entry.kind(),
            Optional.of(entry.schema()).filter(schema -> !schema.isEmpty()),
            entry.name(),
            block.offset(),
            block.length(),
            block.rows(),
            block.largeObjects()));
    tables += block.kind() == Block.Kind.TABLE_DATA ? 1 : 0;
    rows += block.rows();
    largeObjects += block.largeObjects();
  }

  /** Seals the last frame; to be called only when the archive was whole. */
  DumpResult finish() throws IOException {
    Sealed sealed = seal.finish();
    List<Index.Frame> frames = new ArrayList<>();
    for (Frame frame : sealed.frames()) {
      frames.add(
          new Index.Frame(
              frame.rawOffset(),
              frame.rawLength(),
              frame.offset(),
              frame.length(),
              frame.sha256(),
              places.get(frames.size())));
    }
    return new DumpResult(
        head.header(),
        frames,
        entries,
        sealed.rawLength(),
        sealed.length(),
        sealed.sha256(),
        new Manifest.Totals(tables, rows, largeObjects));
  }
}
