package bactrian.catalog;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where every frame and every entry with data lies in an archive. Restore, show and verify read it;
 * listing never does.
 *
 * @param name the backup's name
 * @param archiveLength the archive's length in bytes as pg_dump wrote it
 * @param frames in the order of the archive, without gap or overlap from its first byte to its last
 * @param entries the tables and large objects, in the order of the archive
 */
public record Index(BackupName name, long archiveLength, List<Frame> frames, List<Entry> entries) {
  /** The format version that this program writes, and the only one there is so far. */
  public static final int FORMAT_VERSION = 1;

  /** What kind of boundary a frame begins at. */
  public enum Place {
    /** The archive's first byte: the frame is exactly the header and the table of contents. */
    HEAD,
    /** The first byte of an entry's block. */
    BLOCK,
    /** The first byte of a large object inside a block, or of the mark that ends them. */
    OBJECT,
    /** The first byte of one of pg_dump's chunks inside a block. */
    CHUNK,
    /** Anywhere inside a chunk. */
    INSIDE
  }

  /**
   * An independently decompressible piece of the archive.
   *
   * @param rawOffset where its bytes begin in the archive
   * @param rawLength how many they are
   * @param offset where it begins in the zstd stream, before sealing, in bytes
   * @param length its length there
   * @param sha256 of those bytes, 64 lower-case hexadecimal digits
   * @param place what it begins at
   */
  public record Frame(
      long rawOffset, long rawLength, long offset, long length, String sha256, Place place) {
    /** Checks what one frame tells. */
    public Frame {
      require(rawOffset >= 0 && offset >= 0, "no frame begins before the start");
      require(rawLength > 0 && length > 0, "no frame is empty");
      require(Manifest.isSha256(sha256), "a SHA-256 has 64 lower-case hexadecimal digits");
    }
  }

  /**
   * An entry of the table of contents that has data in the archive.
   *
   * @param dumpId its number in the table of contents
   * @param kind pg_dump's name of the kind, such as {@code TABLE DATA}
   * @param schema the schema, if it is in one
   * @param name pg_dump's name of the entry: of a table, the table's
   * @param rawOffset where its block begins in the archive
   * @param rawLength the length of its block
   * @param rows the rows of a table, else 0
   * @param largeObjects the large objects of an entry that holds some, else 0
   */
  public record Entry(
      int dumpId,
      String kind,
      Optional<String> schema,
      String name,
      long rawOffset,
      long rawLength,
      long rows,
      long largeObjects) {
    /** Checks what one entry tells. */
    public Entry {
      require(dumpId > 0, "dump ids count from one");
      require(rawOffset >= 0 && rawLength > 0, "an entry has a block");
      require(rows >= 0 && largeObjects >= 0, "counts are not negative");
    }
  }

  /**
   * Sorts and checks.
   *
   * @throws IllegalArgumentException when frames leave a gap or overlap, when the first is not the
   *     head, when an entry lies outside the archive or stands twice; the message says which
   */
  public Index {
    frames = frames.stream().sorted(Comparator.comparingLong(Frame::rawOffset)).toList();
    entries = entries.stream().sorted(Comparator.comparingLong(Entry::rawOffset)).toList();
    requireContiguous(frames, archiveLength);
    requireInside(entries, frames.get(0).rawLength(), archiveLength);
  }

  /** The entries that have bytes in a frame, in the order of the archive. */
  public List<Entry> entriesIn(Frame frame) {
    long end = frame.rawOffset() + frame.rawLength();
    return entries.stream()
        .filter(
            entry ->
                entry.rawOffset() < end
                    && entry.rawOffset() + entry.rawLength() > frame.rawOffset())
        .toList();
  }

  private static void requireContiguous(List<Frame> frames, long archiveLength) {
    long raw = 0;
    long stored = 0;
    for (Frame frame : frames) {
      require(
          frame.rawOffset() == raw,
          "the frame at %d does not begin where the one before ends, at %d"
              .formatted(frame.rawOffset(), raw));
      require(
          frame.offset() == stored,
          "the frame at %d begins at %d in the zstd stream, where the one before ends at %d"
              .formatted(raw, frame.offset(), stored));
      require(
          (frame.place() == Place.HEAD) == (raw == 0),
          "the first frame, and no other, is the head");
      raw = Math.addExact(raw, frame.rawLength());
      stored = Math.addExact(stored, frame.length());
    }
    require(
        raw == archiveLength && raw > 0,
        "the frames end at %d, and the archive at %d".formatted(raw, archiveLength));
  }

  private static void requireInside(List<Entry> entries, long head, long archiveLength) {
    long end = head;
    Set<Integer> seen = new HashSet<>();
    for (Entry entry : entries) {
      require(seen.add(entry.dumpId()), "entry %d stands twice".formatted(entry.dumpId()));
      require(
          entry.rawOffset() >= end,
          "entry %d begins inside the head or another entry".formatted(entry.dumpId()));
      require(
          entry.rawLength() <= archiveLength - entry.rawOffset(),
          "entry %d ends behind the archive".formatted(entry.dumpId()));
      end = entry.rawOffset() + entry.rawLength();
    }
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
