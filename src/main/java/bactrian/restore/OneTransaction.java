package bactrian.restore;

import static java.nio.charset.StandardCharsets.UTF_8;

import bactrian.postgres.Literal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;

/**
 * One transaction for one psql that stops at the first error: a script, a comparison of the rows,
 * and only then a COMMIT. psql's own {@code --single-transaction} would commit what it has when the
 * program that feeds it is killed, as if the script had ended there. When anything before the
 * COMMIT fails, this stream or what it asks throws, psql must be ended (as {@code FedInput} does),
 * and the database is as it was.
 */
public final class OneTransaction extends InputStream {
  /** Asked once, when the script has ended and before anything is committed. */
  public interface BeforeCommit {
    /** Throws when what the script was made of turned out not to be whole or not to be right. */
    void require() throws IOException;
  }

  /** What psql would put in for :NAME could hold quotes. */
  private static final String VARIABLES =
      "\\set ON_ERROR_STOP on\n\\unset DBNAME\n\\unset USER\n\\unset HOST\n\\unset PORT\n";

  private enum Part {
    PROLOGUE,
    SCRIPT,
    EPILOGUE
  }

  private final InputStream script;
  private final BeforeCommit beforeCommit;
  private final String rowCheck;
  private Part part = Part.PROLOGUE;
  private InputStream current;

  private OneTransaction(
      String begin, InputStream script, String rowCheck, BeforeCommit beforeCommit) {
    this.script = script;
    this.rowCheck = rowCheck;
    this.beforeCommit = beforeCommit;
    this.current = bytes(VARIABLES + "BEGIN;\n" + begin);
  }

  /**
   * What is in the database is dropped, and the script makes it anew.
   *
   * @param script SQL without BEGIN and COMMIT of its own, see {@link WithoutTransaction}; closed
   *     with this
   * @param lockTimeout how long each drop waits for other sessions
   * @param rowCheck see {@link RowCheck}
   * @param beforeCommit asked before the COMMIT
   */
  static OneTransaction inPlace(
      InputStream script, Duration lockTimeout, String rowCheck, BeforeCommit beforeCommit) {
    String drops =
        "SET LOCAL lock_timeout = "
            + lockTimeout.toMillis()
            + ";\nDO "
            + Literal.quote(SqlResource.read("empty-database.sql"))
            + ";\nSET LOCAL lock_timeout = 0;\n";
    return new OneTransaction(drops, script, rowCheck, beforeCommit);
  }

  /** What the script makes comes to what is there; for the rest see {@link #inPlace}. */
  static OneTransaction beside(InputStream script, String rowCheck, BeforeCommit beforeCommit) {
    return new OneTransaction("", script, rowCheck, beforeCommit);
  }

  /** The children of a restore may not wait for the disk; this COMMIT must. */
  private String epilogue() {
    return "\n" + rowCheck + "SET LOCAL synchronous_commit = on;\nCOMMIT;\n";
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    int read = current.read(bytes, offset, length);
    while (read < 0 && part != Part.EPILOGUE) {
      next();
      read = current.read(bytes, offset, length);
    }
    return read;
  }

  private void next() throws IOException {
    if (part == Part.PROLOGUE) {
      current = script;
      part = Part.SCRIPT;
    } else {
      beforeCommit.require();
      current = bytes(epilogue());
      part = Part.EPILOGUE;
    }
  }

  @Override
  public void close() throws IOException {
    script.close();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
