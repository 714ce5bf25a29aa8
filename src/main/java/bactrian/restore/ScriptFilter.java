package bactrian.restore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The script that pg_restore writes, without the setting that servers before PostgreSQL 17 do not
 * know. The line is only looked for in the preamble ({@code _doSetFixedOutputState} in
 * pg_backup_archiver.c), which ends at the first line that cannot be part of it; everything behind
 * goes by untouched, so that the same text inside of data stays. Not for use by several threads.
 */
public final class ScriptFilter extends InputStream {
  private static final String UNKNOWN_SETTING = "SET transaction_timeout = 0;\n";

  /** What may stand before it: comments that name no object, settings, the restriction of psql. */
  private static final Pattern PREAMBLE =
      Pattern.compile(
          "(--|-- PostgreSQL database dump|-- (Dumped|Started) .*"
              + "|\\\\restrict .*|SET [a-z_]+ = .*;)?\\n");

  /** No line of the preamble is nearly as long. */
  private static final int LONGEST_LINE = 1 << 12;

  private final InputStream script;
  private byte[] line = new byte[0];
  private int given;
  private boolean inPreamble = true;

  /** Reads this script, and closes it when closed. */
  public ScriptFilter(InputStream script) {
    this.script = script;
  }

  @Override
  public int read() throws IOException {
    return hasLine() ? line[given++] & 0xff : script.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (!hasLine()) {
      return script.read(bytes, offset, length);
    }
    int part = Math.min(length, line.length - given);
    System.arraycopy(line, given, bytes, offset, part);
    given += part;
    return part;
  }

  @Override
  public void close() throws IOException {
    script.close();
  }

  /** Whether bytes of a line that was looked at are still to be given. */
  private boolean hasLine() throws IOException {
    while (given == line.length && inPreamble) {
      line = nextLine();
      given = 0;
      String text = new String(line, ISO_8859_1);
      if (text.equals(UNKNOWN_SETTING)) {
        line = new byte[0];
        inPreamble = false;
      } else {
        inPreamble = PREAMBLE.matcher(text).matches();
      }
    }
    return given < line.length;
  }

  /** Byte by byte, since what is behind the preamble must stay in the stream. */
  private byte[] nextLine() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int last = 0;
    while (last != '\n' && bytes.size() < LONGEST_LINE) {
      last = script.read();
      if (last < 0) {
        break;
      }
      bytes.write(last);
    }
    return bytes.toByteArray();
  }
}
