package bactrian.archive;

import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the blocks behind the table of contents ({@code WriteDataChunks} in pg_backup_archiver.c,
 * {@code _skipData} and {@code _skipLOs} in pg_backup_custom.c). {@code WriteDataChunksForTocEntry}
 * writes one block for each entry with data, so that is what a whole archive has; nothing else
 * marks its end.
 */
final class DataReader {
  private final ArchiveInput input;
  private final ArchiveListener listener;
  private final ArchiveHead head;
  private final Map<Integer, TocEntry> awaited = new HashMap<>();
  private long tables;
  private long rows;
  private long largeObjects;

  DataReader(ArchiveInput input, ArchiveListener listener, ArchiveHead head) throws StreamFailure {
    this.input = input;
    this.listener = listener;
    this.head = head;
    for (TocEntry entry : head.entries()) {
      if (entry.hasData()) {
        awaited.put(entry.dumpId(), readable(entry));
      }
    }
  }

  private static TocEntry readable(TocEntry entry) throws StreamFailure {
    boolean table = entry.kind().equals(TocEntry.TABLE_DATA);
    if (!table && !entry.kind().equals(TocEntry.LARGE_OBJECTS)) {
      throw Damage.unread("it has data of an unknown kind, entry " + entry);
    }
    if (table && entry.copyStatement().isEmpty()) {
      throw Damage.unread("its rows are not written by COPY, entry " + entry);
    }
    return entry;
  }

  /** Reads all blocks up to the end of the stream. */
  ArchiveSummary read() throws IOException {
    input.enter("what follows the table of contents", 0);
    while (!input.atEnd()) {
      Block block = block();
      rows += block.rows();
      largeObjects += block.largeObjects();
      tables += block.kind() == Block.Kind.TABLE_DATA ? 1 : 0;
      input.passOn();
      listener.block(block);
      offerCut(Place.BLOCK_END);
    }
    if (!awaited.isEmpty()) {
      TocEntry missing = awaited.values().iterator().next();
      throw Damage.ended(
          input.offset(),
          "its data: " + awaited.size() + " blocks are missing, among them entry " + missing);
    }
    return new ArchiveSummary(head, input.offset(), tables, rows, largeObjects);
  }

  private Block block() throws IOException {
    long offset = input.offset();
    input.enter("the beginning of a block", 0);
    if (awaited.isEmpty()) {
      throw Damage.at(offset, "more bytes stand behind the last block");
    }
    int type = input.readByte();
    if (type != Block.Kind.TABLE_DATA.type() && type != Block.Kind.LARGE_OBJECTS.type()) {
      throw Damage.at(offset, "a block is of the unknown type " + type);
    }
    int dumpId = input.readInt();
    TocEntry entry = awaited.remove(dumpId);
    if (entry == null) {
      throw Damage.at(offset, "no block with the dump id " + dumpId + " is due");
    }
    boolean table = entry.kind().equals(TocEntry.TABLE_DATA);
    if (table != (type == Block.Kind.TABLE_DATA.type())) {
      throw Damage.at(offset, "a block of type " + type + " belongs to entry " + entry);
    }
    input.enter("the block of dump id", dumpId);
    if (table) {
      long rowsHere = tableRows(entry);
      return block(entry, Block.Kind.TABLE_DATA, offset, rowsHere, 0);
    }
    return block(entry, Block.Kind.LARGE_OBJECTS, offset, 0, countObjects());
  }

  private Block block(TocEntry entry, Block.Kind kind, long offset, long rows, long objects) {
    return new Block(entry.dumpId(), kind, offset, input.offset() - offset, rows, objects);
  }

  private long tableRows(TocEntry entry) throws IOException {
    RowCounter counter = new RowCounter();
    for (int length = chunkLength(); length != 0; length = chunkLength()) {
      for (int left = length; left > 0; ) {
        int piece = available(left, length);
        int from = input.position();
        counter.accept(input.buffer(), from, from + piece, input.offset());
        listener.rows(entry, input.buffer(), from, piece);
        input.advance(piece);
        left -= piece;
      }
      offerCut(Place.CHUNK_END);
    }
    return counter.rows(input.offset());
  }

  private long countObjects() throws IOException {
    long objects = 0;
    // An oid is an unsigned number in a signed integer: it may well be negative here.
    for (int oid = input.readInt(); oid != 0; oid = input.readInt()) {
      objects++;
      listener.largeObject(oid, input.buffer(), 0, 0);
      for (int length = chunkLength(); length != 0; length = chunkLength()) {
        for (int left = length; left > 0; ) {
          int piece = available(left, length);
          listener.largeObject(oid, input.buffer(), input.position(), piece);
          input.advance(piece);
          left -= piece;
        }
        offerCut(Place.CHUNK_END);
      }
      offerCut(Place.OBJECT_END);
    }
    return objects;
  }

  private int chunkLength() throws IOException {
    int length = input.readInt();
    if (length < 0) {
      throw Damage.at(input.offset() - 5, "a chunk has the length " + length);
    }
    return length;
  }

  /** Bytes of a chunk at hand; in a chunk longer than the buffer every new buffer is a place. */
  private int available(int left, int length) throws IOException {
    if (length > ArchiveInput.BUFFER && left < length && input.spent()) {
      offerCut(Place.INSIDE);
    }
    return input.available(left);
  }

  private void offerCut(Place place) throws IOException {
    long offset = input.offset();
    if (listener.cutHere(offset, place)) {
      input.passOn();
      listener.cut(offset, place);
    }
  }
}
