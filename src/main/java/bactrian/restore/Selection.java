package bactrian.restore;

import bactrian.failure.RunFailure;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which tables are wanted of a backup; all of it when nothing is said.
 *
 * @param tables patterns of {@code schema.table}, or of a table's name in any schema; {@code *}
 *     stands for any text and {@code ?} for any character; letters are told apart as in the
 *     database, and a part in double quotes stands for itself
 * @param schemas patterns of schemas, all of which is wanted
 */
public record Selection(List<String> tables, List<String> schemas) {
  /** Everything. */
  public static final Selection ALL = new Selection(List.of(), List.of());

  private static final Pattern PART = Pattern.compile("\"((?:[^\"]|\"\")+)\"|([^.\"]+)");

  /** Copies the lists. */
  public Selection {
    tables = List.copyOf(tables);
    schemas = List.copyOf(schemas);
  }

  /** Whether nothing is left out. */
  public boolean isAll() {
    return tables.isEmpty() && schemas.isEmpty();
  }

  /** Everything that was asked for, for a sentence. */
  public String text() {
    return String.join(", ", tables)
        + (tables.isEmpty() || schemas.isEmpty() ? "" : ", ")
        + String.join(", ", schemas.stream().map(schema -> "schema " + schema).toList());
  }

  /** A pattern of tables. */
  record TablePattern(Pattern schema, Pattern table) {
    boolean matches(String inSchema, String name) {
      return schema.matcher(inSchema).matches() && table.matcher(name).matches();
    }
  }

  /**
   * The patterns of tables, read.
   *
   * @throws RunFailure with exit status 2 for what is none
   */
  List<TablePattern> tablePatterns() {
    return tables.stream().map(Selection::tablePattern).toList();
  }

  /** The patterns of schemas, read. */
  List<Pattern> schemaPatterns() {
    return schemas.stream().map(text -> parts(text, "--schema", 1).get(0)).toList();
  }

  private static TablePattern tablePattern(String text) {
    List<Pattern> parts = parts(text, "--table", 2);
    return parts.size() == 1
        ? new TablePattern(Pattern.compile(".*", Pattern.DOTALL), parts.get(0))
        : new TablePattern(parts.get(0), parts.get(1));
  }

  private static List<Pattern> parts(String text, String option, int most) {
    List<Pattern> parts = new java.util.ArrayList<>();
    var matcher = PART.matcher(text);
    int at = 0;
    while (matcher.find(at) && matcher.start() == at) {
      parts.add(
          matcher.group(1) != null
              ? Pattern.compile(Pattern.quote(matcher.group(1).replace("\"\"", "\"")))
              : glob(matcher.group(2)));
      at = matcher.end();
      if (at == text.length() || text.charAt(at) != '.') {
        break;
      }
      at++;
    }
    boolean whole = at == text.length() && !text.endsWith(".");
    if (!whole || parts.isEmpty() || parts.size() > most) {
      throw RunFailure.usage(
          option
              + " "
              + text
              + " is no "
              + (most == 1 ? "schema" : "table, such as public.person or public.person_*")
              + ": ak show says what there is; a name with a dot in it goes into double quotes");
    }
    return parts;
  }

  private static Pattern glob(String text) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      pattern.append(
          switch (next) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(String.valueOf(next));
          });
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }
}
