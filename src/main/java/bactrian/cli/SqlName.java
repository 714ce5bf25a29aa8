package bactrian.cli;

import java.util.regex.Pattern;

/** A name of something in a database, for a line of text. */
final class SqlName {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");
  private static final Pattern CONTROL = Pattern.compile("\\p{C}");

  private SqlName() {}

  /**
   * The name as SQL writes it, quoted where it must be. What a terminal would not show, or obey, is
   * a question mark: names are chosen by whoever may create a table.
   */
  static String of(String name) {
    return PLAIN.matcher(name).matches()
        ? name
        : '"' + CONTROL.matcher(name).replaceAll("?").replace("\"", "\"\"") + '"';
  }
}
