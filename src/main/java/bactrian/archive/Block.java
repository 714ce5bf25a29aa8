package bactrian.archive;

/**
 * A block of data that has gone by.
 *
 * @param dumpId the entry that it belongs to
 * @param kind what it holds
 * @param offset where it begins in the archive, in bytes
 * @param length its length in bytes, from its type byte to its end mark
 * @param rows the rows of a table, else 0
 * @param largeObjects the number of large objects, else 0
 */
public record Block(int dumpId, Kind kind, long offset, long length, long rows, long largeObjects) {
  /** What a block holds. */
  public enum Kind {
    /** Rows of one table as COPY text. */
    TABLE_DATA(1),
    /** Large objects with their oids. */
    LARGE_OBJECTS(3);

    private final int type;

    Kind(int type) {
      this.type = type;
    }

    /** The byte that a block of this kind begins with ({@code BLK_DATA}, {@code BLK_BLOBS}). */
    public int type() {
      return type;
    }
  }
}
