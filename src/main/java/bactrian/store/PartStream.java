package bactrian.store;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A buffer's bytes as a stream, without a copy; the buffer itself is not moved. */
final class PartStream extends InputStream {
  private final ByteBuffer left;

  PartStream(ByteBuffer bytes) {
    this.left = bytes.duplicate();
  }

  @Override
  public int read() {
    return left.hasRemaining() ? left.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    if (!left.hasRemaining()) {
      return -1;
    }
    int count = Math.min(length, left.remaining());
    left.get(buffer, offset, count);
    return count;
  }

  @Override
  public int available() {
    return left.remaining();
  }
}
