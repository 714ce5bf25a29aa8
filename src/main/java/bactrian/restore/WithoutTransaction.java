package bactrian.restore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import bactrian.failure.StreamFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * The script of {@code pg_restore --single-transaction --file=-} without its own BEGIN and COMMIT
 * ({@code RestoreArchive} in pg_backup_archiver.c). BEGIN is the first line that says so; COMMIT is
 * the last one, followed by nothing but comments and psql's {@code \}{@code unrestrict}: the same
 * text before it stands inside of data or a function's body, and stays. Not for use by several
 * threads.
 */
public final class WithoutTransaction extends InputStream {
  private static final int BUFFER = 64 * 1024;
  private static final byte[] BEGIN = "BEGIN;\n".getBytes(US_ASCII);
  private static final byte[] COMMIT = "COMMIT;\n".getBytes(US_ASCII);

  /** A comment with pg_dump's last words, and psql's restriction. */
  private static final int LONGEST_TRAILER = 4096;

  private final InputStream script;
  private final byte[] in = new byte[BUFFER];
  private final ReadyBytes out = new ReadyBytes(2 * BUFFER);
  private final ByteArrayOutputStream trailer = new ByteArrayOutputStream();
  private boolean begun;
  private boolean ended;

  /** Where the line's beginning is still compared: the bytes of the line so far. */
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private boolean comparing = true;

  /** Whether the last COMMIT may have gone by; it and what follows is in the trailer. */
  private boolean inTrailer;

  /** Reads this script, and closes it when closed. */
  public WithoutTransaction(InputStream script) {
    this.script = script;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    while (length > 0 && out.isEmpty() && !ended) {
      int read = script.read(in, 0, in.length);
      if (read < 0) {
        end();
      } else {
        take(read);
      }
    }
    return length > 0 && out.isEmpty() ? -1 : out.give(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    script.close();
  }

  private void take(int length) {
    int from = 0;
    while (from < length) {
      int end = from;
      while (end < length && in[end] != '\n') {
        end++;
      }
      boolean lineEnds = end < length;
      int to = lineEnds ? end + 1 : end;
      takePiece(from, to, lineEnds);
      from = to;
    }
  }

  private void takePiece(int from, int to, boolean lineEnds) {
    if (!comparing) {
      out.write(in, from, to - from);
      comparing = lineEnds;
      return;
    }
    line.write(in, from, to - from);
    if (lineEnds || line.size() > LONGEST_TRAILER) {
      decide(line.toByteArray());
      line.reset();
      comparing = lineEnds;
    }
  }

  private void decide(byte[] whole) {
    if (!begun && Arrays.equals(whole, BEGIN)) {
      begun = true;
      return;
    }
    boolean commit = Arrays.equals(whole, COMMIT);
    if (inTrailer && (commit || !isTrailer(whole))) {
      out.writeBytes(trailer.toByteArray());
      trailer.reset();
      inTrailer = false;
    }
    inTrailer |= commit;
    (inTrailer ? trailer : out).writeBytes(whole);
  }

  private boolean isTrailer(byte[] whole) {
    boolean known =
        whole[0] == '\n' || startsWith(whole, "--") || startsWith(whole, "\\unrestrict ");
    return known && trailer.size() + whole.length <= LONGEST_TRAILER;
  }

  private static boolean startsWith(byte[] whole, String text) {
    byte[] start = text.getBytes(US_ASCII);
    return whole.length >= start.length
        && Arrays.equals(whole, 0, start.length, start, 0, start.length);
  }

  private void end() throws StreamFailure {
    if (!begun || !inTrailer || line.size() > 0 || !comparing) {
      throw new StreamFailure(
          "The script of pg_restore is not one whole transaction: nothing was changed; run again.",
          null);
    }
    byte[] rest = trailer.toByteArray();
    out.write(rest, COMMIT.length, rest.length - COMMIT.length);
    ended = true;
  }
}
