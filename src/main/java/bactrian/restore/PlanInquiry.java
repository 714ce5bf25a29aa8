package bactrian.restore;

import bactrian.catalog.Manifest;
import bactrian.failure.Failure;
import bactrian.failure.RunFailure;
import bactrian.postgres.ApplicationVersion;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.LiveDatabase;
import bactrian.postgres.ServerDisk;
import bactrian.postgres.ServerFacts;
import bactrian.postgres.ServerLacks;
import bactrian.postgres.SwapNeeds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks the server, and the backup's globals, for what a plan tells. Touches nothing. */
final class PlanInquiry {
  private final JdbcSource database;
  private final Optional<String> versionQuery;

  /**
   * @param database the direct connection to the database that would be replaced
   * @param versionQuery the statement that tells the application's version, if one is set
   */
  PlanInquiry(JdbcSource database, Optional<String> versionQuery) {
    this.database = database;
    this.versionQuery = versionQuery;
  }

  /**
   * What there is to tell.
   *
   * @param session in any database of the server
   * @param needs what the archive needs of the server
   * @param bytes how many bytes of the archive are restored, where that is known
   * @param remarks takes what could not be found out
   */
  PlanFacts ask(
      Connection session,
      ServerFacts server,
      RestoreSource source,
      SwapNeeds needs,
      OptionalLong bytes,
      List<String> remarks)
      throws SQLException {
    Optional<Manifest> manifest =
        source instanceof RestoreSource.Backup backup
            ? Optional.of(backup.files().manifest())
            : Optional.empty();
    Optional<LiveDatabase> live =
        LiveDatabase.read(session, database.target().database(), server.major());
    ServerLacks lacks = ServerLacks.of(session, needs);
    return new PlanFacts(
        live,
        live.isPresent() && manifest.flatMap(Manifest::applicationVersion).isPresent()
            ? application()
            : Optional.empty(),
        bytes,
        ServerDisk.of(server, database.target(), live.map(LiveDatabase::folderOrNull).orElse(null)),
        maintenanceMemory(session),
        missing(lacks.roles(), source, remarks),
        lacks.extensions());
  }

  private static long maintenanceMemory(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_catalog.pg_size_bytes(pg_catalog.current_setting('maintenance_work_mem'))")) {
      row.next();
      return row.getLong(1);
    }
  }

  private Optional<String> application() {
    try (Connection session = database.connect()) {
      return ApplicationVersion.read(session, versionQuery.orElse(null)).text();
    } catch (SQLException e) {
      throw RunFailure.failed("The server ended our session: " + e.getMessage(), e);
    }
  }

  private static List<MissingRole> missing(
      List<String> names, RestoreSource source, List<String> remarks) {
    String script = "";
    if (!names.isEmpty() && source instanceof RestoreSource.Backup backup) {
      try (InputStream globals = backup.files().globals()) {
        script = new String(globals.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        remarks.add(
            "what makes the missing roles could not be read: "
                + Failure.firstIn(e).map(Failure::sentence).orElse(e.getMessage()));
      }
    }
    Map<String, List<String>> statements = RoleStatements.of(script, new LinkedHashSet<>(names));
    List<MissingRole> missing = new ArrayList<>();
    names.forEach(name -> missing.add(new MissingRole(name, statements.get(name))));
    return missing;
  }
}
