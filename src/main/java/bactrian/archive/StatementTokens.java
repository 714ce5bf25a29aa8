package bactrian.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits what pg_dump writes about roles and databases into words, so that a name is never taken
 * for a key word, nor text for either: {@code fmtId} quotes every name that is a reserved word, and
 * {@code appendStringLiteral} all text.
 */
public final class StatementTokens {
  /** What a token is. */
  public enum Kind {
    /** A key word or an unquoted name. */
    WORD,
    /** A quoted name. */
    QUOTED,
    /** A string constant. */
    TEXT,
    /** One other character, such as a comma. */
    SIGN
  }

  /**
   * A token outside of parentheses.
   *
   * @param kind what it is
   * @param text a name or word as it is, without quotes; the SQL of everything else
   * @param from where it begins in the statement
   * @param to behind its last character
   */
  public record Token(Kind kind, String text, int from, int to) {
    /** Whether it is this key word. */
    public boolean is(String keyWord) {
      return kind == Kind.WORD && text.equalsIgnoreCase(keyWord);
    }

    /** Whether it can be an object's name. */
    public boolean isName() {
      return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** Whether it is this character. */
    public boolean isSign(char sign) {
      return kind == Kind.SIGN && text.charAt(0) == sign;
    }
  }

  private final String sql;
  private int at;

  private StatementTokens(String sql) {
    this.sql = sql;
  }

  /** The tokens of one or more statements; what stands in parentheses is left out. */
  public static List<Token> of(String sql) {
    return new StatementTokens(sql).outsideParentheses();
  }

  /** The statements of a text, each without its semicolon. */
  public static List<String> statements(String sql) {
    List<String> statements = new ArrayList<>();
    int from = 0;
    for (Token token : of(sql)) {
      if (token.isSign(';')) {
        statements.add(sql.substring(from, token.from()).strip());
        from = token.to();
      }
    }
    statements.add(sql.substring(from).strip());
    statements.removeIf(String::isEmpty);
    return List.copyOf(statements);
  }

  private List<Token> outsideParentheses() {
    List<Token> tokens = new ArrayList<>();
    int depth = 0;
    while (skipSpace()) {
      Token token = next();
      if (token.isSign(')')) {
        depth--;
      } else if (token.isSign('(')) {
        depth++;
      } else if (depth == 0) {
        tokens.add(token);
      }
    }
    return tokens;
  }

  private boolean skipSpace() {
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else {
        return true;
      }
    }
    return false;
  }

  private Token next() {
    int from = at;
    char first = sql.charAt(at);
    if (first == '"') {
      quoted('"', false);
      String name = sql.substring(from + 1, Math.max(from + 1, at - 1)).replace("\"\"", "\"");
      return new Token(Kind.QUOTED, name, from, at);
    }
    if (first == '\'') {
      quoted('\'', false);
      return new Token(Kind.TEXT, sql.substring(from, at), from, at);
    }
    if (isWordPart(first)) {
      while (at < sql.length() && isWordPart(sql.charAt(at))) {
        at++;
      }
      String word = sql.substring(from, at);
      if (word.toUpperCase(Locale.ROOT).equals("E")
          && at < sql.length()
          && sql.charAt(at) == '\'') {
        quoted('\'', true);
        return new Token(Kind.TEXT, sql.substring(from, at), from, at);
      }
      return new Token(Kind.WORD, word, from, at);
    }
    at++;
    return new Token(Kind.SIGN, sql.substring(from, at), from, at);
  }

  /** Up to behind the closing quote; a doubled quote does not close. */
  private void quoted(char quote, boolean escapes) {
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (escapes && c == '\\') {
        at++;
      } else if (c == quote) {
        if (at < sql.length() && sql.charAt(at) == quote) {
          at++;
        } else {
          return;
        }
      }
    }
    at = sql.length();
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
  }
}
