package bactrian.seal;

import java.io.IOException;

/** Takes what a seal writes. */
@FunctionalInterface
public interface SealOutput {
  /**
   * Takes ownership of the bytes: the array is never changed by the seal again.
   *
   * @throws IOException when nobody can take them any more
   */
  void accept(byte[] bytes, int offset, int length) throws IOException;
}
