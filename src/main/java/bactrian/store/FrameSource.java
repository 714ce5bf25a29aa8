package bactrian.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a store's files by range, for what reads inside a stream, where no route can run. The
 * store's get route hands out the same bean.
 */
public interface FrameSource {
  /**
   * Opens a range of a file.
   *
   * @param name the file's name in the store
   * @param from the first byte
   * @param to the byte after the last, or {@link Long#MAX_VALUE} for all the rest
   * @throws bactrian.failure.StreamFailure with exit status 3 when there is no such file
   */
  InputStream open(String name, long from, long to) throws IOException;

  /**
   * How many files are worth asking for side by side. More than one means that a request is a round
   * trip to elsewhere, whose failure tells nothing about the single file.
   */
  default int requestsAtOnce() {
    return 1;
  }
}
