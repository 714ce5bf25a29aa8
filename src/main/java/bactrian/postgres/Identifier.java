package bactrian.postgres;

/** Names inside SQL text. */
public final class Identifier {
  private Identifier() {}

  /**
   * The name as a quoted identifier, always in quotes so that no list of key words is needed.
   *
   * @throws IllegalArgumentException for a name that no database object can have
   */
  public static String quote(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("A name is not empty and has no zero character");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
