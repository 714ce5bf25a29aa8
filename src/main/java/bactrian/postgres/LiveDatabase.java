package bactrian.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server says of the database that a restore would replace.
 *
 * @param locale how it sorts, and in which encoding
 * @param bytes its size on the server's disk, when our role may know it
 * @param folderOrNull the folder of its tablespace, or null when it lies in the data folder
 * @param sortedByOrNull the version of the collation that its indexes were made with, where
 *     PostgreSQL keeps one (from 15 on)
 * @param sortsByOrNull the version that the operating system has now
 * @param sessions who is connected to it
 */
public record LiveDatabase(
    DatabaseLocale locale,
    OptionalLong bytes,
    String folderOrNull,
    String sortedByOrNull,
    String sortsByOrNull,
    List<ClientSessions> sessions) {
  private static final int WITH_COLLATION_VERSION = 15;

  private static final String QUERY =
      """
      SELECT CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT')
                  THEN pg_catalog.pg_database_size(d.oid) END,
             nullif(pg_catalog.pg_tablespace_location(d.dattablespace), ''),
             %s
        FROM pg_catalog.pg_database d
       WHERE d.datname = ?""";

  private static final String VERSIONS =
      "d.datcollversion, pg_catalog.pg_database_collation_actual_version(d.oid)";

  /** Copies the list. */
  public LiveDatabase {
    sessions = List.copyOf(sessions);
  }

  /**
   * Asks the server; nothing when it has no such database.
   *
   * @param session a session in any database of the server
   * @param major the server's major version
   */
  public static Optional<LiveDatabase> read(Connection session, String database, int major)
      throws SQLException {
    Optional<DatabaseProperties> properties = DatabaseProperties.read(session, database);
    if (properties.isEmpty()) {
      return Optional.empty();
    }
    String versions = major < WITH_COLLATION_VERSION ? "NULL, NULL" : VERSIONS;
    try (PreparedStatement query = session.prepareStatement(QUERY.formatted(versions))) {
      query.setString(1, database);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long bytes = row.getLong(1);
        return Optional.of(
            new LiveDatabase(
                properties.get().locale(),
                row.wasNull() ? OptionalLong.empty() : OptionalLong.of(bytes),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                ClientSessions.in(session, database)));
      }
    }
  }

  /** Whether its indexes may be in an order that the operating system does not sort by any more. */
  public boolean sortsOtherwise() {
    return sortedByOrNull != null && sortsByOrNull != null && !sortedByOrNull.equals(sortsByOrNull);
  }
}
