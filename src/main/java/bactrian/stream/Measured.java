package bactrian.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** An input stream that counts and hashes (SHA-256) what is read through it. */
public final class Measured extends FilterInputStream {
  private final MessageDigest digest = Sha256.digest();
  private long count;

  /** Measures what is read from the given stream; closing closes it. */
  public Measured(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      digest.update((byte) value);
      count++;
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read > 0) {
      digest.update(buffer, offset, read);
      count += read;
    }
    return read;
  }

  @Override
  public long skip(long length) {
    return 0; // what is skipped would not be measured
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** How many bytes were read so far. */
  public long count() {
    return count;
  }

  /** The lower-case hexadecimal SHA-256 of what was read; to be asked once, at the end. */
  public String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
