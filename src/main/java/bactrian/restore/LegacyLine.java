package bactrian.restore;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line at the beginning of a statement is, in a script of pg_dump 9.6 or newer. Pure. Lines
 * are given with their bytes as characters (ISO 8859-1), without the line end.
 */
final class LegacyLine {
  private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[a-z_][a-z0-9_]*)";
  private static final Pattern COPY =
      Pattern.compile(
          "COPY ("
              + NAME
              + "(?:\\."
              + NAME
              + ")?) +(?:\\("
              + NAME
              + "(?:, "
              + NAME
              + ")*\\) )?"
              + "FROM stdin;");
  private static final Pattern SEARCH_PATH = Pattern.compile("SET search_path = ([^;]*);");
  private static final String EMPTY_SEARCH_PATH =
      "SELECT pg_catalog.set_config('search_path', '', false);";
  private static final Pattern RESTRICTION = Pattern.compile("\\\\(?:un)?restrict [A-Za-z0-9]+");
  private static final Pattern OWNER = Pattern.compile("ALTER [^;]* OWNER TO [^;]*;");

  /** The last comment of {@code RestoreArchive} in pg_backup_archiver.c. */
  static final String COMPLETE = "-- PostgreSQL database dump complete";

  /** The running procedural language cannot drop itself, and every database has it. */
  private static final List<String> LANGUAGE_DROPS =
      List.of("DROP EXTENSION plpgsql;", "DROP EXTENSION IF EXISTS plpgsql;");

  /** What every new database has already, and only a superuser owns. */
  private static final Pattern PRESENT =
      Pattern.compile(
          "DROP SCHEMA (?:IF EXISTS )?public;|CREATE SCHEMA public;|ALTER SCHEMA public OWNER TO"
              + " [^;]*;|COMMENT ON SCHEMA public IS '[^']*';|CREATE EXTENSION IF NOT EXISTS plpgsql"
              + " WITH SCHEMA pg_catalog;|COMMENT ON EXTENSION plpgsql IS '[^']*';");

  private LegacyLine() {}

  /** The table that a COPY fills, as it is written; empty when it is not pg_dump's COPY. */
  static Optional<String> copiedTable(String line) {
    Matcher copy = COPY.matcher(line);
    return copy.matches() ? Optional.of(copy.group(1)) : Optional.empty();
  }

  /** The search path that a line sets, as SQL after {@code SET search_path = }. */
  static Optional<String> searchPath(String line) {
    Matcher set = SEARCH_PATH.matcher(line);
    if (set.matches()) {
      return Optional.of(set.group(1));
    }
    return line.equals(EMPTY_SEARCH_PATH) ? Optional.of("''") : Optional.empty();
  }

  /** Whether it is psql's {@code \restrict} or {@code \}{@code unrestrict} and nothing besides. */
  static boolean isRestriction(String line) {
    return RESTRICTION.matcher(line).matches();
  }

  /**
   * Whether what is dropped first ends before this line. A view that stands on a primary key is
   * replaced there by one that stands on nothing, so that the key can be dropped.
   */
  static boolean endsDrops(String line) {
    return (line.startsWith("CREATE") && !line.startsWith("CREATE OR REPLACE VIEW "))
        || OWNER.matcher(line).matches();
  }

  /** Whether the statement must not be run, since it is about what every database has. */
  static boolean isLeftOut(String line, boolean superuser) {
    return LANGUAGE_DROPS.contains(line) || (!superuser && PRESENT.matcher(line).matches());
  }
}
