package bactrian.postgres;

/** Text inside SQL, for the statements that take no bound parameters (COMMENT, ALTER, CREATE). */
public final class Literal {
  private Literal() {}

  /**
   * The text as a string constant that means the same whatever {@code standard_conforming_strings}
   * is, or {@code NULL}.
   *
   * @throws IllegalArgumentException for text with a zero character, which PostgreSQL cannot hold
   */
  public static String quote(String textOrNull) {
    if (textOrNull == null) {
      return "NULL";
    }
    if (textOrNull.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("PostgreSQL's text has no zero character");
    }
    String quoted = textOrNull.replace("'", "''");
    return quoted.indexOf('\\') < 0
        ? "'" + quoted + "'"
        : " E'" + quoted.replace("\\", "\\\\") + "'";
  }
}
