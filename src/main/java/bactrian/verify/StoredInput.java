package bactrian.verify;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stored file's bytes: when the store fails, the failure can be told from one of who reads them.
 */
final class StoredInput extends FilterInputStream {
  /** The store did not give the bytes; its cause says why. */
  static final class Trouble extends IOException {
    Trouble(IOException cause) {
      super(cause);
    }
  }

  StoredInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return in.read(buffer, offset, length);
    } catch (IOException e) {
      throw new Trouble(e);
    }
  }

  @Override
  public long skip(long length) {
    return 0; // every byte is to be read
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
