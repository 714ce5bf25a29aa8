package bactrian.restore;

import bactrian.catalog.Manifest;
import bactrian.failure.RunFailure;
import bactrian.postgres.AdminDatabase;
import bactrian.postgres.ApplicationVersion;
import bactrian.postgres.ClientTools;
import bactrian.postgres.DatabaseProperties;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.Refusal;
import bactrian.postgres.RestoreTool;
import bactrian.postgres.ServerFacts;
import bactrian.postgres.SwapGuards;
import bactrian.settings.Settings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Compares a backup with the server that it would be restored to, and touches nothing. */
public final class RestorePlanning {
  private final Settings.Backup settings;
  private final JdbcSource database;
  private final ClientTools tools;

  /**
   * @param database the direct connection to the configured database, which need not exist
   */
  public RestorePlanning(Settings.Backup settings, JdbcSource database, ClientTools tools) {
    this.settings = settings;
    this.database = database;
    this.tools = tools;
  }

  /** The plan, with everything that stands against it. */
  public RestorePlan plan(
      @Variable("request") RestoreRequest request, @Body RestoreSource.Backup source) {
    String name = request.into().orElse(database.target().database());
    JdbcSource admin = admin(name);
    ServerFacts server;
    boolean exists;
    RestoreSteps steps;
    try (Connection session = admin.connect()) {
      server = ServerFacts.read(session);
      exists = DatabaseProperties.read(session, name).isPresent();
      steps = RestoreSteps.of(source.head(), bootstrapRole(session));
    } catch (SQLException e) {
      throw RunFailure.failed("The server ended our session: " + e.getMessage(), e);
    }
    RestoreTool tool =
        tools.forRestore(major(source.head().header().dumpVersion()), server.major());
    List<Refusal> refusals = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    if (request.into().isPresent() && exists) {
      refusals.add(
          new Refusal(
              "Database \"" + name + "\" exists already",
              "choose another name for --into, or drop it first",
              false));
    }
    compareVersions(source, server, refusals);
    if (exists) {
      compareApplication(name, source.files().manifest(), refusals);
    }
    if (!request.inPlace()) {
      refusals.addAll(new SwapGuards(admin).find(name, ArchiveNeeds.of(steps)));
    }
    tool.tool().version().warning().ifPresent(remarks::add);
    steps.subscriptions().stream()
        .map(left -> "subscription " + left + " is left out; create it anew when it is wanted")
        .forEach(remarks::add);
    return new RestorePlan(request, source, steps, name, exists, server, tool, refusals, remarks);
  }

  /** The role that initdb made; what belongs to it in a fresh database needs no restoring. */
  private static String bootstrapRole(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_get_userbyid(10)")) {
      row.next();
      return row.getString(1);
    }
  }

  /** The database that lock, creation and swap are done from, for work on this one. */
  JdbcSource admin(String name) {
    return AdminDatabase.find(database, settings.admin().database().orElse(null), name);
  }

  private static void compareVersions(
      RestoreSource.Backup source, ServerFacts server, List<Refusal> refusals) {
    int from = major(source.head().header().serverVersion());
    if (from > server.major()) {
      refusals.add(
          new Refusal(
              "The backup is of PostgreSQL %d and the server is PostgreSQL %d"
                  .formatted(from, server.major()),
              "restore it into PostgreSQL " + from + " or newer",
              true));
    }
  }

  private void compareApplication(String name, Manifest manifest, List<Refusal> refusals) {
    if (manifest.applicationVersion().isEmpty()) {
      return;
    }
    String then = manifest.applicationVersion().get();
    Optional<String> now;
    try (Connection session = database.withDatabase(name).connect()) {
      now = ApplicationVersion.read(session, settings.versionQuery().orElse(null)).text();
    } catch (SQLException e) {
      throw RunFailure.failed("The server ended our session: " + e.getMessage(), e);
    }
    if (now.isPresent() && !now.get().equals(then)) {
      refusals.add(
          new Refusal(
              "The backup is of the application's version %s and the database of %s"
                  .formatted(then, now.get()),
              "install version %s, restore, then upgrade".formatted(then),
              true));
    }
  }

  /** The major version at the start of a text such as {@code 15.18 (Debian 15.18-0+deb12u1)}. */
  static int major(String version) {
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end))) {
      end++;
    }
    if (end == 0) {
      throw RunFailure.failed("The archive names no PostgreSQL version: " + version);
    }
    return Integer.parseInt(version.substring(0, end));
  }
}
