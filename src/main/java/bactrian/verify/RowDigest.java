package bactrian.verify;

import bactrian.archive.StatementTokens;
import bactrian.archive.StatementTokens.Token;
import bactrian.archive.TocEntry;
import bactrian.stream.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows one table's rows as COPY text, however they are cut into pieces, and adds the hash of
 * each to a sum. A row's hash is made of those of its fields with their columns' names, so that
 * neither the order of the rows nor that of the columns matters: an inherited table may come back
 * with another.
 */
final class RowDigest {
  private final List<byte[]> columns;
  private final SumOfHashes rows;
  private final MessageDigest digest = Sha256.digest();
  private final SumOfHashes row = new SumOfHashes();
  private int column;

  /** How many bytes the field has so far, and whether the row so far may be the end's mark. */
  private long length;

  private boolean backslash;
  private boolean mark;
  private boolean ended;
  private long count;

  /**
   * @param table says how its columns are called
   * @param rows takes the hash of each row
   */
  RowDigest(TocEntry table, SumOfHashes rows) {
    this.columns = columns(table.copyStatement());
    this.rows = rows;
    beginField();
  }

  /** The names between the table's and FROM. */
  static List<byte[]> columns(String copyStatement) {
    List<Token> tokens = StatementTokens.of(copyStatement);
    int from = 0;
    int to = copyStatement.length();
    for (int i = 1; i < tokens.size(); i++) {
      if (tokens.get(i).is("FROM")) {
        from = tokens.get(i - 1).to();
        to = tokens.get(i).from();
      }
    }
    String list = copyStatement.substring(from, to).strip();
    List<byte[]> names = new ArrayList<>();
    if (list.startsWith("(")) {
      for (Token token : StatementTokens.of(list.substring(1, list.length() - 1))) {
        if (token.isName()) {
          names.add(token.text().getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return names;
  }

  /** Takes the next bytes. */
  void accept(byte[] bytes, int offset, int count) {
    int start = offset;
    int end = offset + count;
    for (int at = offset; at < end && !ended; at++) {
      byte value = bytes[at];
      if (value == '\t' || value == '\n') {
        digest.update(bytes, start, at - start);
        length += at - start;
        start = at + 1;
        endField(value == '\n');
      } else if (column == 0 && length + (at - start) < 2) {
        lookForMark(value, length + (at - start) == 0);
      } else {
        mark = false;
      }
    }
    if (!ended && start < end) {
      digest.update(bytes, start, end - start);
      length += end - start;
    }
  }

  private void lookForMark(byte value, boolean first) {
    mark = !first && backslash && value == '.';
    backslash = first && value == '\\';
  }

  private void endField(boolean last) {
    if (last && mark && column == 0 && length == 2) {
      ended = true;
      return;
    }
    row.add(digest.digest());
    if (last) {
      digest.update(row.take());
      rows.add(digest.digest());
      count++;
      column = 0;
    } else {
      column++;
    }
    beginField();
  }

  private void beginField() {
    length = 0;
    backslash = false;
    mark = false;
    digest.update(column < columns.size() ? columns.get(column) : new byte[0]);
    digest.update((byte) 0);
  }

  /** The rows so far. */
  long count() {
    return count;
  }
}
