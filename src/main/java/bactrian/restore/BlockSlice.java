package bactrian.restore;

/**
 * A stretch of an entry's block: all of it, or the rows between two cuts.
 *
 * @param dumpId the entry
 * @param from where it begins in the archive, in bytes: at the block's first byte, or at the
 *     beginning of one of its chunks
 * @param to where it ends: behind the block's last byte, or at the beginning of a chunk
 * @param fromInside whether it begins inside of the block: then its first row is the one that
 *     begins behind the first line end
 * @param toInside whether it ends inside of the block: then its last row is the one that ends with
 *     the first line end behind {@code to}, where the next slice begins
 */
record BlockSlice(int dumpId, long from, long to, boolean fromInside, boolean toInside) {
  /** A whole block. */
  static BlockSlice whole(int dumpId, long from, long to) {
    return new BlockSlice(dumpId, from, to, false, false);
  }

  /** Its length in bytes, up to a row. */
  long length() {
    return to - from;
  }
}
