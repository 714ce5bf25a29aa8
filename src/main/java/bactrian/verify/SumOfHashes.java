package bactrian.verify;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A sum of SHA-256 hashes modulo 2^256, which does not depend on their order. */
final class SumOfHashes {
  private static final int WORDS = 4;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] sum = new long[WORDS];

  /** Adds a hash of 32 bytes. */
  void add(byte[] hash) {
    long carry = 0;
    for (int word = 0; word < WORDS; word++) {
      long summand = (long) WORD.get(hash, word * Long.BYTES);
      long first = sum[word] + summand;
      long second = first + carry;
      carry =
          Long.compareUnsigned(first, summand) < 0 || Long.compareUnsigned(second, first) < 0
              ? 1
              : 0;
      sum[word] = second;
    }
  }

  /** The sum as 32 bytes; then it starts again at zero. */
  byte[] take() {
    byte[] bytes = new byte[WORDS * Long.BYTES];
    for (int word = 0; word < WORDS; word++) {
      WORD.set(bytes, word * Long.BYTES, sum[word]);
    }
    Arrays.fill(sum, 0);
    return bytes;
  }

  boolean sameAs(SumOfHashes other) {
    return Arrays.equals(sum, other.sum);
  }
}
