package bactrian.restore;

import bactrian.failure.Failure;
import bactrian.failure.StreamFailure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * What a file of the retired feature holds, told by its first bytes and never by its name.
 *
 * @param kind what it is
 * @param stream its content from the first byte on, unzipped; to be read once and closed
 */
public record LegacyContent(Kind kind, InputStream stream) {
  /** What a legacy file can be. */
  public enum Kind {
    /** A script for psql, see {@link LegacyScript}. */
    PLAIN_SQL,
    /** pg_dump's custom format, which pg_restore reads. */
    CUSTOM_ARCHIVE
  }

  private static final byte[] ARCHIVE = "PGDMP".getBytes(StandardCharsets.US_ASCII);

  /** How every script of pg_dump begins ({@code RestoreArchive} in pg_backup_archiver.c). */
  private static final byte[] SCRIPT =
      "--\n-- PostgreSQL database dump\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  /**
   * Looks at the first bytes; a gzip file is opened, but not one inside of another.
   *
   * @param file the stored file from its first byte on; it need not support mark. Closing the
   *     content's stream closes it
   * @throws StreamFailure for a file that is none of these
   */
  public static LegacyContent open(InputStream file) throws IOException {
    PushbackInputStream raw = looked(file);
    if (!startsWith(raw, GZIP)) {
      return told(raw, "The file");
    }
    return told(looked(new Unzipped(raw)), "The gzip file's content");
  }

  private static LegacyContent told(PushbackInputStream in, String what) throws IOException {
    if (startsWith(in, ARCHIVE)) {
      return new LegacyContent(Kind.CUSTOM_ARCHIVE, in);
    }
    if (startsWith(in, SCRIPT)) {
      return new LegacyContent(Kind.PLAIN_SQL, in);
    }
    throw new StreamFailure(
        what
            + " is neither a script nor a custom-format archive of pg_dump (its first bytes say so):"
            + " name a file that pg_dump wrote.",
        null);
  }

  private static PushbackInputStream looked(InputStream in) {
    return new PushbackInputStream(in, SCRIPT.length);
  }

  private static boolean startsWith(PushbackInputStream in, byte[] magic) throws IOException {
    byte[] start = in.readNBytes(magic.length);
    in.unread(start);
    return Arrays.equals(start, magic);
  }

  /** A gzip file's content, whose damage is told in a sentence. */
  private static final class Unzipped extends InputStream {
    private static final int BUFFER = 64 * 1024;
    private final InputStream zip;

    Unzipped(InputStream file) throws IOException {
      try {
        zip = new GZIPInputStream(new NeverKnownEmpty(file), BUFFER);
      } catch (IOException e) {
        throw damaged(e);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return zip.read(bytes, offset, length);
      } catch (IOException e) {
        throw Failure.firstIn(e).isPresent() ? e : damaged(e);
      }
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }

    private static StreamFailure damaged(IOException cause) {
      return new StreamFailure(
          "The gzip file is cut off or damaged ("
              + cause.getMessage()
              + "): take another copy of it.",
          cause);
    }
  }

  /** The JDK's gzip reader takes "nothing available" for the end, and drops a second member. */
  private static final class NeverKnownEmpty extends FilterInputStream {
    NeverKnownEmpty(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 1;
    }
  }
}
