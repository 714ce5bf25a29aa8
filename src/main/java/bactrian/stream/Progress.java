package bactrian.stream;

import java.io.InputStream;

/** Somebody who watches how far a stream has come. */
@FunctionalInterface
public interface Progress {
  /** Nobody watches. */
  Progress NONE = (task, bytes, in) -> in;

  /**
   * Watches a stream.
   *
   * @param task what is done, in one or two words
   * @param bytes how many are to come, or -1 when nobody knows
   * @return the same bytes, to be read in the place of {@code in}; closing closes it
   */
  InputStream watch(String task, long bytes, InputStream in);
}
