package bactrian.store;

/**
 * How large the parts of an upload of unknown length are: small at first, so that several are in
 * flight in little memory, and larger the more there are, so that no backup needs more parts than a
 * server allows. Pure.
 *
 * @param first the least size of a part in bytes
 * @param equal whether all are of that size
 * @param maxParts the most parts of one upload
 */
record PartSizes(long first, boolean equal, int maxParts) {
  private static final long MIB = 1024 * 1024;

  /** The least that S3 takes, but for the last part, is 5 MiB. */
  static final long SMALLEST = 8 * MIB;

  /** Larger parts do not fit into the memory that an upload has, and go through a file. */
  static final long LARGEST_IN_MEMORY = 64 * MIB;

  /** What one mapped file can hold, in whole MiB; S3 itself takes up to 5 GiB. */
  static final long LARGEST = 1984 * MIB;

  private static final long EQUAL_WITHOUT_EXPECTATION = 32 * MIB;

  /**
   * The sizes for an upload.
   *
   * @param expected about how many bytes will come; 0 when nothing tells
   */
  static PartSizes of(long expected, int maxParts, boolean equal) {
    // Twice of what is expected must fit, since a database may grow from one backup to the next.
    long needed = roundedUp(2 * expected, maxParts);
    long least = equal && expected == 0 ? EQUAL_WITHOUT_EXPECTATION : SMALLEST;
    long first = Math.min(LARGEST, Math.max(least, roundedUp(needed, MIB) * MIB));
    return new PartSizes(first, equal, maxParts);
  }

  private static long roundedUp(long bytes, long pieces) {
    return (bytes + pieces - 1) / pieces;
  }

  /**
   * The size of a part.
   *
   * @param number the part's, from 1
   */
  long size(int number) {
    return equal ? first : Math.max(first, scheduled(number));
  }

  /** Three tenths of the parts grow to the largest that memory holds; the last three use a file. */
  private long scheduled(int number) {
    return switch ((int) ((number - 1) * 10L / maxParts)) {
      case 0 -> SMALLEST;
      case 1 -> 2 * SMALLEST;
      case 2 -> 4 * SMALLEST;
      case 3, 4, 5, 6 -> LARGEST_IN_MEMORY;
      default -> LARGEST;
    };
  }

  /** Whether parts go through a file from the first one on. */
  boolean needsFile() {
    return first > LARGEST_IN_MEMORY;
  }
}
