package bactrian.restore;

import bactrian.archive.Block;
import bactrian.failure.StreamFailure;
import bactrian.stream.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * An archive that holds some blocks only: the head, then the slices, each as a block of its own.
 * What lies between its cuts passes as it is; at a cut the row that crosses it belongs to the slice
 * before (a chunk of pg_dump was a row wherever this was tried, but that is not promised). A slice
 * that ends inside of its block gets the end that pg_dump writes ({@code dumpTableData_copy} in
 * pg_dump.c, {@code _EndLOs} in pg_backup_custom.c).
 */
final class LaneBytes extends InputStream {
  private static final byte[] END_OF_ROWS = "\\.\n\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final int PIECE = 64 * 1024;

  /** What is read next. */
  private enum Phase {
    HEAD,
    BETWEEN,
    PASSING,
    LAST_ROW
  }

  private final InputStream head;
  private final FrameCursor cursor;
  private final Iterator<BlockSlice> slices;
  private final int intSize;
  private final Progress.Bar bar;
  private final ReadyBytes ready = new ReadyBytes(PIECE);
  private final byte[] piece = new byte[PIECE];
  private Phase phase = Phase.HEAD;
  private BlockSlice slice;

  /** What is left of the chunk that is being looked through. */
  private int chunkLeft;

  /**
   * @param head the archive's header and table of contents
   * @param cursor the archive
   * @param intSize the bytes of an integer in it, without its sign
   * @param bar is told how many bytes of blocks have passed
   */
  LaneBytes(
      InputStream head,
      FrameCursor cursor,
      List<BlockSlice> slices,
      int intSize,
      Progress.Bar bar) {
    this.head = head;
    this.cursor = cursor;
    this.slices = slices.iterator();
    this.intSize = intSize;
    this.bar = bar;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    while (true) {
      if (!ready.isEmpty()) {
        return ready.give(buffer, offset, length);
      }
      switch (phase) {
        case HEAD -> {
          int read = head.read(buffer, offset, length);
          if (read >= 0) {
            return read;
          }
          phase = Phase.BETWEEN;
        }
        case BETWEEN -> {
          if (!slices.hasNext()) {
            return -1;
          }
          begin(slices.next());
        }
        case PASSING -> {
          int read = pass(buffer, offset, length);
          if (read > 0) {
            return read;
          }
        }
        case LAST_ROW -> lastRow();
      }
    }
  }

  private void begin(BlockSlice next) throws IOException {
    slice = next;
    cursor.seek(next.from());
    phase = Phase.PASSING;
    if (next.fromInside()) {
      ready.write(next.kind().type());
      writeInt(next.dumpId());
      if (hasRows()) {
        beginWithRow();
      }
    }
  }

  private boolean hasRows() {
    return slice.kind() == Block.Kind.TABLE_DATA;
  }

  /** Skips the row that belongs to the slice before, and gives what follows it in its chunk. */
  private void beginWithRow() throws IOException {
    chunkLeft = 0;
    while (true) {
      int read = nextPiece();
      int behind = behindLineEnd(read);
      if (behind > 0) {
        int rest = read - behind;
        if (cursor.position() - rest > slice.to()) {
          end(); // one row fills all of the slice
        } else if (rest + chunkLeft > 0) {
          writeInt(rest + chunkLeft);
          ready.write(piece, behind, rest);
        }
        return;
      }
    }
  }

  private int pass(byte[] buffer, int offset, int length) throws IOException {
    long left = slice.to() - cursor.position();
    if (left == 0) {
      bar.step(slice.length());
      chunkLeft = 0;
      phase = slice.toInside() && hasRows() ? Phase.LAST_ROW : Phase.BETWEEN;
      if (slice.toInside() && !hasRows()) {
        writeInt(0); // the number of no large object
      }
      return 0;
    }
    int read = cursor.read(buffer, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw endsEarly();
    }
    return read;
  }

  private void lastRow() throws IOException {
    int read = nextPiece();
    int behind = behindLineEnd(read);
    int given = behind > 0 ? behind : read;
    writeInt(given);
    ready.write(piece, 0, given);
    if (behind > 0) {
      end();
    }
  }

  private void end() {
    writeInt(END_OF_ROWS.length);
    ready.write(END_OF_ROWS);
    writeInt(0);
    phase = Phase.BETWEEN;
  }

  /** Reads the next bytes of rows into the piece, without the chunks' lengths. */
  private int nextPiece() throws IOException {
    if (chunkLeft == 0) {
      chunkLeft = readInt();
      if (chunkLeft <= 0) {
        throw endsEarly();
      }
    }
    int length = Math.min(chunkLeft, piece.length);
    cursor.readFully(piece, length);
    chunkLeft -= length;
    return length;
  }

  /** How many of the piece's bytes stand before the next row, or 0 when none begins in it. */
  private int behindLineEnd(int length) {
    for (int i = 0; i < length; i++) {
      if (piece[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  private StreamFailure endsEarly() {
    return new StreamFailure(
        "The block of entry " + slice.dumpId() + " is not as long as the index says", null);
  }

  /** An integer as archives hold it: a sign, then the bytes, the lowest first. */
  private void writeInt(int value) {
    ready.write(0);
    for (int i = 0; i < intSize; i++) {
      ready.write(i < Integer.BYTES ? value >>> (8 * i) : 0);
    }
  }

  private int readInt() throws IOException {
    cursor.readFully(piece, 1 + intSize);
    int value = 0;
    for (int i = 0; i < intSize; i++) {
      value |= (piece[1 + i] & 0xff) << (8 * i);
    }
    return piece[0] == 0 ? value : -value;
  }

  @Override
  public void close() throws IOException {
    try (head) {
      cursor.close();
    }
  }
}
