package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What a run must know about the server and the database that it is connected to.
 *
 * @param version as the server says it, such as {@code 15.18 (Debian 15.18-0+deb12u1)}
 * @param versionNumber as {@code server_version_num}, such as 150018
 * @param role the role whose rights count in this session
 * @param superuser whether that role is a superuser
 * @param standby whether the server is in recovery, and so cannot be written to
 * @param started when the server was started, to the microsecond: tells servers apart
 * @param database the database's name
 * @param databaseOid its number, which a rename does not change
 * @param encoding its encoding, such as {@code UTF8}
 * @param databaseBytes its size on the server's disk
 * @param dataFolder the server's data folder, when the role may know it
 */
public record ServerFacts(
    String version,
    int versionNumber,
    String role,
    boolean superuser,
    boolean standby,
    Instant started,
    String database,
    long databaseOid,
    String encoding,
    long databaseBytes,
    Optional<Path> dataFolder) {

  /** Everything is written with its schema, so that no function of the database's is run. */
  private static final String QUERY =
      """
      SELECT pg_catalog.current_setting('server_version') AS version,
             pg_catalog.current_setting('server_version_num')::pg_catalog.int4 AS version_number,
             pg_catalog.current_setting('is_superuser') AS superuser,
             current_user::pg_catalog.text AS role,
             pg_catalog.pg_is_in_recovery() AS standby,
             pg_catalog.pg_postmaster_start_time() AS started,
             d.datname::pg_catalog.text AS name,
             d.oid::pg_catalog.int8 AS oid,
             pg_catalog.pg_encoding_to_char(d.encoding)::pg_catalog.text AS encoding,
             pg_catalog.pg_database_size(d.oid) AS bytes,
             (SELECT s.setting FROM pg_catalog.pg_settings s
               WHERE s.name = 'data_directory'::pg_catalog.text) AS data_folder
        FROM pg_catalog.pg_database d
       WHERE d.datname = pg_catalog.current_database()""";

  /**
   * Asks the server.
   *
   * @throws RunFailure when it does not answer
   */
  public static ServerFacts read(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      return new ServerFacts(
          row.getString("version"),
          row.getInt("version_number"),
          row.getString("role"),
          "on".equals(row.getString("superuser")),
          row.getBoolean("standby"),
          row.getObject("started", OffsetDateTime.class).toInstant(),
          row.getString("name"),
          row.getLong("oid"),
          row.getString("encoding"),
          row.getLong("bytes"),
          Optional.ofNullable(row.getString("data_folder")).map(Path::of));
    } catch (SQLException e) {
      throw RunFailure.failed(
          "PostgreSQL did not say what server and database this is: " + e.getMessage(), e);
    }
  }

  /** The server's major version, such as 15. */
  public int major() {
    return versionNumber / 10_000;
  }

  /** Whether two sessions reached the same run of the same server. */
  public boolean sameServerAs(ServerFacts other) {
    return started.equals(other.started);
  }

  /** Whether two sessions reached the same database of the same run of the same server. */
  public boolean sameDatabaseAs(ServerFacts other) {
    return sameServerAs(other) && databaseOid == other.databaseOid;
  }
}
