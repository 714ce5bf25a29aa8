package bactrian.restore;

/**
 * A statement that may fail because what it drops or sets does not exist, and for no other reason.
 * PostgreSQL itself decides by the error's code, so it works in every language of the server's
 * messages, and inside of a transaction.
 */
final class TolerantStatement {
  private TolerantStatement() {}

  /** The SQL of it, with a line end; bytes as characters. */
  static String of(String statement) {
    StringBuilder tag = new StringBuilder("$bactrian");
    while (statement.contains(tag)) {
      tag.append('_');
    }
    String outer = tag + "$";
    String inner = tag + "_$";
    return "DO "
        + outer
        + "BEGIN EXECUTE "
        + inner
        + statement
        + inner
        + "; EXCEPTION WHEN undefined_table OR undefined_column OR undefined_function OR"
        + " undefined_object OR invalid_schema_name THEN NULL; END"
        + outer
        + ";\n";
  }
}
