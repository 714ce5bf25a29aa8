package bactrian.restore;

import java.io.ByteArrayOutputStream;

/** Bytes that are ready to be read; its memory is used again once all were given. */
final class ReadyBytes extends ByteArrayOutputStream {
  private int given;

  /** With room for this many bytes before it grows. */
  ReadyBytes(int size) {
    super(size);
  }

  boolean isEmpty() {
    return given == count;
  }

  /** Writes all of them. */
  @Override
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  /** Gives at most this many bytes; returns how many. */
  int give(byte[] bytes, int offset, int length) {
    int part = Math.min(length, count - given);
    System.arraycopy(buf, given, bytes, offset, part);
    given += part;
    if (given == count) {
      given = 0;
      reset();
    }
    return part;
  }
}
