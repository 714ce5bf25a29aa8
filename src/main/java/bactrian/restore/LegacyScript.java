package bactrian.restore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import bactrian.failure.ExitCode;
import bactrian.failure.StreamFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A plain script of {@code pg_dump --clean}, made fit for an empty database and for one psql that
 * stops at the first error. Up to what is created first, each statement may fail because something
 * does not exist. psql is kept from running any command of its own: what could be one is refused
 * here, and psql itself is restricted by a key that the script cannot know. Rows are counted as
 * they pass. A script without pg_dump's last line is refused at its end. Not for use by several
 * threads.
 */
public final class LegacyScript extends InputStream {
  private static final int BUFFER = 64 * 1024;

  /** A table has at most 1,600 columns of at most 63 characters; function bodies are not held. */
  private static final int LONGEST_HELD = 1 << 20;

  private final InputStream script;
  private final boolean superuser;
  private final String key;
  private final SqlScanner scanner = new SqlScanner();
  private final byte[] in = new byte[BUFFER];
  private final ReadyBytes out = new ReadyBytes(2 * BUFFER);
  private final List<LegacyCounts.Copy> copies = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  /** The line that began between two statements; of the drops, the whole statement. */
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();

  private boolean holding = true;
  private boolean command;
  private boolean inDrops = true;
  private int heldStatements;
  private boolean copyWord;
  private boolean complete;
  private boolean ended;
  private long line = 1;
  private String searchPath = "''";
  private Optional<String> copied = Optional.empty();
  private CopyRows rows;

  /**
   * Reads a script.
   *
   * @param script from its first byte on; closed with this
   * @param superuser whether the role that restores is one. Without, statements about schema public
   *     and language plpgsql are left out: every database has both, and a superuser's role owns
   *     them
   */
  public static LegacyScript of(InputStream script, boolean superuser) {
    return new LegacyScript(
        script, superuser, new BigInteger(160, new SecureRandom()).toString(36));
  }

  LegacyScript(InputStream script, boolean superuser, String key) {
    this.script = script;
    this.superuser = superuser;
    this.key = key;
    // What psql would put in for :NAME could hold quotes; the rest of its variables cannot.
    emit("\\set ON_ERROR_STOP on\n\\unset DBNAME\n\\unset USER\n\\unset HOST\n\\unset PORT\n");
    emit("\\restrict " + key + "\n");
  }

  /**
   * The rows of each COPY.
   *
   * @throws IllegalStateException before the end of the stream
   */
  public LegacyCounts counts() {
    if (!ended) {
      throw new IllegalStateException("The script was not read to its end");
    }
    return new LegacyCounts(copies);
  }

  /** The statements that were left out so far, see {@link #of}. */
  public List<String> leftOut() {
    return List.copyOf(leftOut);
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

  private void take(int length) throws StreamFailure {
    for (int at = 0; at < length; ) {
      if (rows != null) {
        at = takeRows(at, length);
      } else {
        takeSql(in[at++]);
      }
    }
  }

  private int takeRows(int from, int to) throws StreamFailure {
    int end = rows.accept(in, from, to);
    if (rows.damaged()) {
      throw refused("rows of " + copied.orElseThrow() + " that pg_dump does not write");
    }
    out.write(in, from, end - from);
    if (rows.ended()) {
      copies.add(new LegacyCounts.Copy(name(copied.orElseThrow()), searchPath, rows.rows()));
      line += rows.rows() + 1;
      rows = null;
      holding = true;
    }
    return end;
  }

  /** Names are in UTF-8, as authentik's databases are; in another encoding the comparison fails. */
  private static String name(String bytes) {
    return new String(bytes.getBytes(ISO_8859_1), UTF_8);
  }

  private void takeSql(byte b) throws StreamFailure {
    if (holding && held.size() == 0 && b == '\\') {
      command = true;
    }
    if (!command) {
      scan(b);
    }
    if (holding) {
      hold(b);
    } else {
      out.write(b);
    }
    if (b == '\n') {
      line++;
      holding = held.size() > 0 || scanner.betweenStatements();
    }
  }

  private void scan(byte b) throws StreamFailure {
    boolean copy = scanner.firstWord().equals("copy");
    switch (scanner.accept(b)) {
      case BACKSLASH -> throw refused("a command of psql, which could run any program");
      case AMBIGUOUS -> throw refused("text that can be read in two ways");
      case STATEMENT_END -> {
        heldStatements++;
        complete = false;
      }
      case PASSED -> copy |= scanner.firstWord().equals("copy");
    }
    copyWord |= copy;
    if (copyWord && !holding) {
      throw refused("a COPY that pg_dump does not write");
    }
  }

  private void hold(byte b) throws StreamFailure {
    held.write(b);
    if (b == '\n') {
      decide();
    } else if (held.size() > LONGEST_HELD) {
      if (inDrops || copyWord || command) {
        throw refused("a statement that is too long");
      }
      release();
      holding = false;
    }
  }

  /** Decides about what is held, at the end of a line. */
  private void decide() throws StreamFailure {
    String text = held.toString(ISO_8859_1).stripTrailing();
    if (command) {
      requireRestriction(text);
      forget();
    } else if (inDrops && !LegacyLine.endsDrops(text)) {
      decideDrop(text);
    } else {
      inDrops = false;
      decideBody(text);
    }
  }

  private void requireRestriction(String text) throws StreamFailure {
    if (!LegacyLine.isRestriction(text)) {
      throw refused("a command of psql, which could run any program");
    }
  }

  private void decideDrop(String text) throws StreamFailure {
    if (copyWord || heldStatements > 1) {
      throw refused("what pg_dump does not write before the first CREATE");
    }
    if (!scanner.betweenStatements()) {
      return; // the statement goes on in the next line
    }
    if (heldStatements == 0) {
      note(text);
      release();
    } else if (!leavesOut(text)) {
      LegacyLine.searchPath(text).ifPresent(path -> searchPath = name(path));
      String statement = held.toString(ISO_8859_1);
      forget();
      emit(TolerantStatement.of(statement));
    }
  }

  private void decideBody(String text) throws StreamFailure {
    copied = LegacyLine.copiedTable(text);
    if (copyWord && copied.isEmpty()) {
      throw refused("a COPY that pg_dump does not write");
    }
    if (copied.isPresent()) {
      // Whatever psql may have kept of a statement before: here the COPY begins.
      emit("\\unrestrict " + key + "\n\\r\n\\restrict " + key + "\n");
      release();
      rows = new CopyRows();
    } else if (heldStatements != 1 || !leavesOut(text)) {
      LegacyLine.searchPath(text).ifPresent(path -> searchPath = name(path));
      note(text);
      release();
    }
  }

  private void note(String text) {
    complete |= text.equals(LegacyLine.COMPLETE);
  }

  private boolean leavesOut(String text) {
    if (!LegacyLine.isLeftOut(text, superuser)) {
      return false;
    }
    leftOut.add(text);
    forget();
    return true;
  }

  private void release() {
    out.write(held.toByteArray());
    forget();
  }

  private void forget() {
    held.reset();
    heldStatements = 0;
    copyWord = false;
    command = false;
  }

  private void emit(String text) {
    out.write(text.getBytes(ISO_8859_1));
  }

  private void end() throws StreamFailure {
    if (rows != null || held.size() > 0 || !scanner.betweenStatements() || !complete) {
      throw new StreamFailure(
          "The legacy file is cut off at line "
              + line
              + ": it does not end as pg_dump ends a script; take another copy of it.",
          null);
    }
    ended = true;
  }

  private StreamFailure refused(String what) {
    return new StreamFailure(
        ExitCode.REFUSED,
        "Line "
            + line
            + " of the legacy file has "
            + what
            + ": if you trust the file, restore it by hand with psql.",
        null);
  }
}
