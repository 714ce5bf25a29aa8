package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The version of the application whose data a database holds.
 *
 * @param text the version in one short line, or empty when the database does not tell
 * @param note why a place that could have told did not, for the operator, or empty
 */
public record ApplicationVersion(Optional<String> text, Optional<String> note) {
  private static final int LONGEST = 200;
  private static final int PATIENCE_SECONDS = 60;

  /**
   * Where applications keep their version. authentik (lifecycle/system_migrations/version_history)
   * adds a row for each version that started; Django adds a row for each migration that it applied.
   */
  private enum Place {
    AUTHENTIK("authentik_version_history", "\"version\"", "\"timestamp\" DESC, \"id\" DESC"),
    DJANGO(
        "django_migrations",
        "pg_catalog.format('%s.%s', \"app\"::pg_catalog.text, \"name\"::pg_catalog.text)",
        "\"id\" DESC");

    private final String table;
    private final String value;
    private final String newestFirst;

    Place(String table, String value, String newestFirst) {
      this.table = table;
      this.value = value;
      this.newestFirst = newestFirst;
    }
  }

  private static final String FIND =
      """
      SELECT pg_catalog.format('%I.%I', n.nspname, c.relname),
             pg_catalog.has_schema_privilege(n.oid, 'USAGE')
             AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relname = ?::pg_catalog.name AND c.relkind IN ('r', 'p')
         AND c.relpersistence <> 't'
       ORDER BY pg_catalog.pg_table_is_visible(c.oid) DESC, n.nspname = 'public' DESC, n.nspname
       LIMIT 1""";

  /**
   * Reads the version: from authentik's table, else from Django's, else by the operator's query. A
   * table that cannot be read is passed over with a note.
   *
   * @param connection the session; a transaction that it is in stays usable
   * @param versionQueryOrNull the setting {@code postgresql.backup.version_query}: the first column
   *     of its first row is the version
   * @throws RunFailure when the operator's query fails
   */
  public static ApplicationVersion read(Connection connection, String versionQueryOrNull) {
    List<String> notes = new ArrayList<>();
    for (Place place : Place.values()) {
      Optional<String> version = from(connection, place, notes);
      if (version.isPresent()) {
        return new ApplicationVersion(version, note(notes));
      }
    }
    Optional<String> version =
        versionQueryOrNull == null ? Optional.empty() : ask(connection, versionQueryOrNull);
    return new ApplicationVersion(version, note(notes));
  }

  private static Optional<String> from(Connection connection, Place place, List<String> notes) {
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      find.setString(1, place.table);
      String table;
      try (ResultSet row = find.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        table = row.getString(1);
        if (!row.getBoolean(2)) {
          notes.add("the application's version is not known: no right to read " + table);
          return Optional.empty();
        }
      }
      return first(
          connection,
          "SELECT %s FROM %s ORDER BY %s LIMIT 1".formatted(place.value, table, place.newestFirst));
    } catch (SQLException e) {
      notes.add(
          "the application's version could not be read from %s: %s"
              .formatted(place.table, oneLine(e.getMessage()).orElse("no reason given")));
      return Optional.empty();
    }
  }

  private static Optional<String> ask(Connection connection, String query) {
    try {
      return first(connection, query);
    } catch (SQLException e) {
      throw RunFailure.failed(
          "The query of postgresql.backup.version_query failed: %s: correct it or take it out"
              .formatted(oneLine(e.getMessage()).orElse("no reason given")),
          e);
    }
  }

  /** Behind a savepoint, since a failing statement would end the transaction and its snapshot. */
  private static Optional<String> first(Connection connection, String query) throws SQLException {
    Savepoint savepoint = connection.getAutoCommit() ? null : connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(PATIENCE_SECONDS);
      statement.setMaxRows(1);
      try (ResultSet row = statement.executeQuery(query)) {
        return row.next() ? oneLine(row.getString(1)) : Optional.empty();
      }
    } finally {
      if (savepoint != null) {
        connection.rollback(savepoint);
      }
    }
  }

  private static Optional<String> oneLine(String text) {
    if (text == null) {
      return Optional.empty();
    }
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    int end = line.offsetByCodePoints(0, Math.min(LONGEST, line.codePointCount(0, line.length())));
    return Optional.of(line.substring(0, end)).filter(version -> !version.isEmpty());
  }

  private static Optional<String> note(List<String> notes) {
    return notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes));
  }
}
