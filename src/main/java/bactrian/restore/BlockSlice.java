package bactrian.restore;

import bactrian.archive.Block;
import bactrian.archive.TocEntry;
import bactrian.catalog.Index;

/**
 * A stretch of an entry's block: all of it, or the rows or large objects between two cuts.
 *
 * @param dumpId the entry
 * @param kind what is in the block
 * @param from where it begins in the archive, in bytes: at the block's first byte, or at the
 *     beginning of one of its chunks or large objects
 * @param to where it ends: behind the block's last byte, or at the beginning of a chunk or large
 *     object
 * @param fromInside whether it begins inside of the block: then its first row is the one that
 *     begins behind the first line end; a large object begins where it begins
 * @param toInside whether it ends inside of the block: then its last row is the one that ends with
 *     the first line end behind {@code to}, where the next slice begins; a large object ends there
 */
record BlockSlice(
    int dumpId, Block.Kind kind, long from, long to, boolean fromInside, boolean toInside) {
  /** The part of a block between two places in the archive. */
  static BlockSlice of(Index.Entry block, long from, long to) {
    return new BlockSlice(
        block.dumpId(),
        block.kind().equals(TocEntry.LARGE_OBJECTS)
            ? Block.Kind.LARGE_OBJECTS
            : Block.Kind.TABLE_DATA,
        from,
        to,
        from > block.rawOffset(),
        to < block.rawOffset() + block.rawLength());
  }

  /** A whole block. */
  static BlockSlice whole(Index.Entry block) {
    return of(block, block.rawOffset(), block.rawOffset() + block.rawLength());
  }

  /** Its length in bytes, up to a row. */
  long length() {
    return to - from;
  }
}
