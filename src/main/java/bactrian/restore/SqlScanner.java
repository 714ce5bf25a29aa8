package bactrian.restore;

import java.io.ByteArrayOutputStream;

/**
 * Follows SQL byte by byte as psql does ({@code psqlscan.l} of PostgreSQL 9.6 to 18): where it is
 * inside quotes or comments, and where a statement ends. Where versions or settings of psql could
 * read the same bytes in two ways ({@code standard_conforming_strings}, {@code $} in a name), it
 * reads neither and reports {@link Step#AMBIGUOUS}; pg_dump writes nothing of that kind. A
 * semicolon inside of parentheses ends a statement here as well.
 */
final class SqlScanner {
  /** What a byte did. */
  enum Step {
    /** Nothing of note. */
    PASSED,
    /** It was the semicolon at the end of a statement. */
    STATEMENT_END,
    /** It is a backslash outside of quotes: psql takes it for a command of its own. */
    BACKSLASH,
    /** It could be read in two ways. */
    AMBIGUOUS
  }

  private enum State {
    PLAIN,
    STRING,
    NAME,
    TAG,
    DOLLARS,
    LINE_COMMENT,
    BLOCK_COMMENT
  }

  /** No word that matters is longer. */
  private static final int LONGEST_WORD = 16;

  private static final int LONGEST_TAG = 256;

  private State state = State.PLAIN;

  /** The byte before in the same state, or 0. */
  private int before;

  private int depth;
  private int backslashes;
  private boolean afterHighByte;
  private final ByteArrayOutputStream tag = new ByteArrayOutputStream();
  private byte[] delimiter = {};
  private int matched;
  private boolean inStatement;
  private boolean wordComplete;
  private final StringBuilder word = new StringBuilder();

  /** Whether the next byte begins neither inside of a statement nor of a comment. */
  boolean betweenStatements() {
    return state == State.PLAIN && !inStatement;
  }

  /** The first word of the statement so far, in lower case, when it is complete; else empty. */
  String firstWord() {
    return wordComplete ? word.toString() : "";
  }

  /** Takes the next byte. */
  Step accept(byte value) {
    int b = value & 0xff;
    if (b == 0) {
      return Step.AMBIGUOUS; // psql loses the rest of the line
    }
    return switch (state) {
      case PLAIN -> plain(b);
      case STRING -> string(b);
      case NAME -> b == '"' ? enter(State.PLAIN) : Step.PASSED;
      case TAG -> tag(b);
      case DOLLARS -> dollars(b);
      case LINE_COMMENT -> b == '\n' || b == '\r' ? enter(State.PLAIN) : Step.PASSED;
      case BLOCK_COMMENT -> blockComment(b);
    };
  }

  private Step plain(int b) {
    int last = before;
    if (last == '$' && (b == '$' || startsName(b))) {
      return enterDollars(b);
    }
    before = b;
    if (last == '-' && b == '-') {
      return enter(State.LINE_COMMENT);
    }
    if (last == '/' && b == '*') {
      depth = 1;
      return enter(State.BLOCK_COMMENT);
    }
    note(b);
    return switch (b) {
      case '\\' -> Step.BACKSLASH;
      case '\'' -> {
        backslashes = 0;
        yield enter(State.STRING);
      }
      case '"' -> enter(State.NAME);
      case '$' -> last == '$' || inName(last) ? Step.AMBIGUOUS : Step.PASSED;
      case ';' -> endStatement();
      default -> Step.PASSED;
    };
  }

  /** Keeps the first word; a minus or a slash may still be the beginning of a comment. */
  private void note(int b) {
    if (b == ' ' || (b >= '\t' && b <= '\r')) {
      wordComplete = inStatement;
    } else if (b != '-' && b != '/') {
      inStatement = true;
      if (!inName(b) || word.length() == LONGEST_WORD) {
        wordComplete = true;
      } else if (!wordComplete) {
        word.append((char) Character.toLowerCase(b));
      }
    } else if (inStatement) {
      wordComplete = true;
    }
  }

  private Step endStatement() {
    inStatement = false;
    wordComplete = false;
    word.setLength(0);
    return Step.STATEMENT_END;
  }

  private Step string(int b) {
    if (b == '\'') {
      boolean twoWays = backslashes % 2 == 1 || (backslashes > 0 && afterHighByte);
      return twoWays ? Step.AMBIGUOUS : enter(State.PLAIN);
    }
    if (b == '\\') {
      afterHighByte = backslashes == 0 ? before >= 0x80 : afterHighByte;
      backslashes++;
    } else {
      backslashes = 0;
    }
    before = b;
    return Step.PASSED;
  }

  private Step enterDollars(int b) {
    inStatement = true;
    wordComplete = true;
    tag.reset();
    tag.write('$');
    enter(State.TAG);
    return tag(b);
  }

  private Step tag(int b) {
    tag.write(b);
    if (b == '$') {
      delimiter = tag.toByteArray();
      matched = 0;
      return enter(State.DOLLARS);
    }
    return inName(b) && tag.size() <= LONGEST_TAG ? Step.PASSED : Step.AMBIGUOUS;
  }

  private Step dollars(int b) {
    if (b == (delimiter[matched] & 0xff)) {
      matched++;
    } else {
      matched = b == '$' ? 1 : 0;
    }
    return matched == delimiter.length ? enter(State.PLAIN) : Step.PASSED;
  }

  private Step blockComment(int b) {
    int last = before;
    before = b;
    if (last == '/' && b == '*') {
      depth++;
      before = 0;
    } else if (last == '*' && b == '/') {
      depth--;
      before = 0;
    }
    return depth == 0 ? enter(State.PLAIN) : Step.PASSED;
  }

  private Step enter(State next) {
    state = next;
    before = 0;
    return Step.PASSED;
  }

  private static boolean startsName(int b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_' || b >= 0x80;
  }

  private static boolean inName(int b) {
    return startsName(b) || (b >= '0' && b <= '9');
  }
}
