package bactrian.archive;

import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads archives of versions 1.13 to 1.16, which PostgreSQL 11 to 18 write, from a stream. What it
 * does not know it refuses; it never guesses. Memory grows with the entries of the table of
 * contents, not with rows or bytes.
 */
public final class ArchiveReader {
  private ArchiveReader() {}

  /**
   * Reads a whole archive up to the end of the stream, as pg_dump writes it into a pipe or with
   * {@code --file}. Standard output redirected to a file is refused: pg_dump 17 and newer open it
   * for appending ({@code _allocAH}), so that the second table of contents, meant to replace the
   * first, stands behind the last block.
   *
   * @param in the archive; not closed
   * @param listener told what goes by, and given every byte once
   * @throws StreamFailure if the archive is not whole, is damaged, compressed, or has what is not
   *     known; bytes up to there may have been passed on
   * @throws IOException what the stream or the listener threw
   */
  public static ArchiveSummary read(InputStream in, ArchiveListener listener) throws IOException {
    ArchiveInput input = new ArchiveInput(in, listener::bytes);
    ArchiveHead head = new HeadReader(input).read();
    if (head.header().compression() != Compression.NONE) {
      throw Damage.unread(
          "its data is compressed by " + head.header().compression() + "; dump it with -Z0");
    }
    DataReader data = new DataReader(input, listener, head);
    input.passOn();
    listener.head(head);
    if (listener.cutHere(head.length(), Place.HEAD_END)) {
      listener.cut(head.length(), Place.HEAD_END);
    }
    return data.read();
  }

  /**
   * Reads the header and the table of contents only, of compressed archives too.
   *
   * @param in begins with an archive's head; not closed. Up to 256 KiB behind the head may have
   *     been read from it.
   * @throws StreamFailure if the head is not whole, is damaged, or has what is not known
   * @throws IOException what the stream threw
   */
  public static ArchiveHead head(InputStream in) throws IOException {
    return new HeadReader(new ArchiveInput(in, (buffer, offset, length) -> {})).read();
  }
}
