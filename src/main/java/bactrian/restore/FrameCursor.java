package bactrian.restore;

import bactrian.catalog.Index;
import bactrian.failure.StreamFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * An archive's bytes as pg_dump wrote them, from any place on: only the frames that are needed are
 * fetched, and each is whole and right before its first byte is given.
 */
final class FrameCursor extends InputStream {
  private final Source source;
  private final List<Index.Frame> frames;
  private final FrameBudget budget;
  private int next;
  private Index.Frame held;
  private InputStream current = InputStream.nullInputStream();
  private long position;
  private boolean closed;

  /** Where frames come from. */
  @FunctionalInterface
  interface Source {
    /** A frame's bytes as pg_dump wrote them; found right. */
    InputStream open(Index.Frame frame) throws IOException;
  }

  /**
   * @param frames those that may be asked for, without gap; it begins at the first of them
   */
  FrameCursor(Source source, List<Index.Frame> frames, FrameBudget budget) {
    this.source = source;
    this.frames = List.copyOf(frames);
    this.budget = budget;
    this.position = frames.get(0).rawOffset();
  }

  /** The offset in the archive of the byte that is read next. */
  long position() {
    return position;
  }

  /** Goes to an offset; forward inside of a frame, or to another one. */
  void seek(long offset) throws IOException {
    if (held == null || offset < position || offset >= end(held)) {
      open(frameOf(offset));
    }
    current.skipNBytes(offset - position);
    position = offset;
  }

  private int frameOf(long offset) {
    int low = 0;
    int high = frames.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (frames.get(middle).rawOffset() <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static long end(Index.Frame frame) {
    return frame.rawOffset() + frame.rawLength();
  }

  private void open(int number) throws IOException {
    letGo();
    Index.Frame frame = frames.get(number);
    budget.take(frame.length());
    held = frame;
    current = source.open(frame);
    position = frame.rawOffset();
    next = number + 1;
  }

  private void letGo() throws IOException {
    if (held != null) {
      Index.Frame done = held;
      held = null;
      InputStream old = current;
      // What it was read from is in memory until nothing refers to it any more.
      current = InputStream.nullInputStream();
      budget.give(done.length());
      old.close();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (closed) {
      throw new IOException("The frames are closed");
    }
    if (length == 0) {
      return 0;
    }
    int read = current.read(buffer, offset, length);
    while (read < 0) {
      if (held != null && position != end(held)) {
        throw otherLength();
      }
      if (next == frames.size()) {
        return -1;
      }
      open(next);
      read = current.read(buffer, offset, length);
    }
    position += read;
    if (position > end(held)) {
      throw otherLength();
    }
    return read;
  }

  private static StreamFailure otherLength() {
    return new StreamFailure("A frame has another length than the index says", null);
  }

  /** Reads exactly so many bytes. */
  void readFully(byte[] buffer, int length) throws IOException {
    if (readNBytes(buffer, 0, length) < length) {
      throw new EOFException("The archive ends inside a block");
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    letGo();
  }
}
