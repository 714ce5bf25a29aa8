package bactrian.archive;

import bactrian.failure.StreamFailure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Counts the rows of one table's block, however it is cut into pieces. COPY text escapes line ends
 * and backslashes inside of values, so a row is a line, and the line {@code \.} is not a row but
 * the end; pg_dump writes it and two line ends more ({@code dumpTableData_copy} in pg_dump.c).
 */
final class RowCounter {
  private static final byte[] END = {'\\', '.', '\n', '\n', '\n'};
  private static final int IN_LINE = -1;
  private static final int END_LINE = 3;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
  private static final long LINE_ENDS = 0x0a0a0a0a0a0a0a0aL;
  private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;

  private long rows;

  /** How many bytes of END stand since the line's beginning, or that it is another line. */
  private int matched;

  /**
   * Takes the next bytes of the block.
   *
   * @param offset where {@code from} stands in the archive
   */
  void accept(byte[] bytes, int from, int to, long offset) throws StreamFailure {
    int at = from;
    while (at < to) {
      if (matched == IN_LINE) {
        at = lines(bytes, at, to);
      } else if (matched < END.length && bytes[at] == END[matched]) {
        matched++;
        at++;
      } else if (matched >= END_LINE) {
        throw Damage.at(
            offset + at - from, "after the rows stands something else than two line ends");
      } else {
        matched = IN_LINE;
      }
    }
  }

  /** The rows, now that the block has ended. */
  long rows(long offset) throws StreamFailure {
    if (matched != END.length) {
      throw Damage.at(offset, "the rows do not end with the line \\. and two line ends");
    }
    return rows;
  }

  /**
   * Counts line ends, eight bytes at a time, up to a line that begins with a backslash.
   *
   * @return where to go on: behind the last byte or at the beginning of such a line
   */
  private int lines(byte[] bytes, int from, int to) {
    int at = from;
    long counted = 0;
    for (; at <= to - 9; at += 8) {
      long word = (long) LONG.get(bytes, at);
      long ends = marks(word ^ LINE_ENDS);
      if (ends != 0) {
        long next = (long) LONG.get(bytes, at + 1);
        long suspects = ends & marks(next ^ BACKSLASHES);
        if (suspects != 0) {
          long upToFirst = suspects ^ (suspects - 1);
          rows += counted + Long.bitCount(ends & upToFirst);
          matched = 0;
          return at + (Long.numberOfTrailingZeros(suspects) >>> 3) + 1;
        }
        counted += Long.bitCount(ends);
      }
    }
    rows += counted;
    return tail(bytes, at, to);
  }

  private int tail(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\n') {
        rows++;
        if (at + 1 == to || bytes[at + 1] == '\\') {
          matched = 0;
          return at + 1;
        }
      }
    }
    return to;
  }

  /** The highest bit of exactly those bytes that are zero. */
  private static long marks(long word) {
    return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
  }
}
