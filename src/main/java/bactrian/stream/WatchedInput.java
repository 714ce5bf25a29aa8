package bactrian.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that tells how much of it was read. */
final class WatchedInput extends FilterInputStream {
  private final Progress.Bar bar;

  WatchedInput(InputStream in, Progress.Bar bar) {
    super(in);
    this.bar = bar;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    bar.step(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    bar.step(Math.max(read, 0));
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() throws IOException {
    try (bar) {
      super.close();
    }
  }
}
