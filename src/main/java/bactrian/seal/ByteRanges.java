package bactrian.seal;

import java.io.IOException;
import java.io.InputStream;

/** A file of which any part can be read by itself. */
@FunctionalInterface
public interface ByteRanges {
  /**
   * Opens a part; the caller closes it. It ends early where the file does.
   *
   * @param from the first byte
   * @param to the byte after the last
   */
  InputStream open(long from, long to) throws IOException;
}
