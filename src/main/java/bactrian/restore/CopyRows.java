package bactrian.restore;

/**
 * The rows of one COPY of a script, from the line after the statement up to and with the line that
 * is exactly {@code \.} ({@code handleCopyIn} in psql's copy.c).
 */
final class CopyRows {
  private static final int IN_LINE = -1;

  private long rows;

  /** How many bytes of {@code \.} stand since the line's beginning, or that it is another line. */
  private int matched;

  private boolean ended;
  private boolean damaged;

  /**
   * Takes the next bytes.
   *
   * @return where the rows stop: behind their end or at the damage, else {@code to}
   */
  int accept(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      byte b = bytes[at];
      if (b == 0) {
        damaged = true; // psql loses the rest of the line
        return at;
      }
      if (matched == 2) {
        ended = b == '\n';
        damaged = !ended;
        return ended ? at + 1 : at;
      }
      if (b == '\n') {
        rows++;
        matched = 0;
      } else if (matched == 0 && b == '\\') {
        matched = 1;
      } else if (matched == 1 && b == '.') {
        matched = 2;
      } else {
        matched = IN_LINE;
      }
    }
    return to;
  }

  /** Whether the end has gone by. */
  boolean ended() {
    return ended;
  }

  /** Whether there is what COPY never writes: a zero byte, or more behind {@code \.}. */
  boolean damaged() {
    return damaged;
  }

  /** The rows so far. */
  long rows() {
    return rows;
  }
}
