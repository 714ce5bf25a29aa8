package bactrian.stream;

import java.io.InputStream;

/** Somebody who watches how far a task has come. */
@FunctionalInterface
public interface Progress {
  /** Nobody watches. */
  Progress NONE =
      (task, bytes) ->
          new Bar() {
            @Override
            public void step(long more) {}

            @Override
            public void close() {}
          };

  /** One task that is watched; any thread may say that it has come further. */
  interface Bar extends AutoCloseable {
    /** So many bytes more have passed. */
    void step(long more);

    /** The task has ended. */
    @Override
    void close();
  }

  /**
   * Watches a task whose bytes pass in several streams.
   *
   * @param task what is done, in one or two words
   * @param bytes how many are to come, or -1 when nobody knows
   */
  Bar open(String task, long bytes);

  /**
   * Watches a stream.
   *
   * @param task what is done, in one or two words
   * @param bytes how many are to come, or -1 when nobody knows
   * @return the same bytes, to be read in the place of {@code in}; closing closes it
   */
  default InputStream watch(String task, long bytes, InputStream in) {
    return new WatchedInput(in, open(task, bytes));
  }
}
