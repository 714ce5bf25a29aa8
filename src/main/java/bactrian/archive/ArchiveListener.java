package bactrian.archive;

import java.io.IOException;

/**
 * Is told what goes by while {@link ArchiveReader} reads, on the reading thread, in this order:
 *
 * <ol>
 *   <li>{@link #bytes} for the head, {@link #head}, then {@link #cutHere} with {@link
 *       Place#HEAD_END};
 *   <li>for every block: {@link #bytes}, with {@link #cutHere} for {@link Place#CHUNK_END} after
 *       every chunk, for {@link Place#INSIDE} in long ones, and for {@link Place#OBJECT_END} after
 *       every large object; when the block is whole, {@link #block}, then {@link #cutHere} with
 *       {@link Place#BLOCK_END}, after the last block too.
 * </ol>
 *
 * <p>Before {@link #head}, {@link #block} and {@link #cut} every byte up to their offset has been
 * passed to {@link #bytes}, and none after it. {@link #cutHere} alone runs ahead: bytes before its
 * offset may still be in the reader's buffer.
 */
public interface ArchiveListener {
  /** The head is whole. */
  void head(ArchiveHead head) throws IOException;

  /**
   * The next bytes of the archive. Every byte comes exactly once, in order, in pieces of up to 256
   * KiB, never row by row.
   *
   * @param buffer only lent: it is overwritten afterwards
   * @param offset the first byte in the buffer
   * @param length the number of bytes, at least 1
   */
  void bytes(byte[] buffer, int offset, int length) throws IOException;

  /**
   * Whether to cut the archive here. Asked for every chunk, that is every row: answer from a field.
   *
   * @param archiveOffset bytes before the place
   */
  boolean cutHere(long archiveOffset, Place place);

  /** Cuts where {@link #cutHere} said so, now that all bytes before the place were passed on. */
  void cut(long archiveOffset, Place place) throws IOException;

  /**
   * Some of a table's rows as COPY text, with the line {@code \.} and two line ends at their end,
   * in pieces of any length. What is not asked for costs nothing.
   *
   * @param buffer only lent
   */
  default void rows(TocEntry table, byte[] buffer, int offset, int length) throws IOException {}

  /**
   * A large object begins, or goes on.
   *
   * @param oid its number
   * @param buffer only lent; without bytes at its beginning
   */
  default void largeObject(int oid, byte[] buffer, int offset, int length) throws IOException {}

  /** A whole block has gone by. */
  void block(Block block) throws IOException;
}
