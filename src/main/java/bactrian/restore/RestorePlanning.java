package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.catalog.Index;
import bactrian.catalog.Manifest;
import bactrian.failure.RunFailure;
import bactrian.postgres.AdminDatabase;
import bactrian.postgres.ClientTool;
import bactrian.postgres.ClientTools;
import bactrian.postgres.DatabaseProperties;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.LegacyArguments;
import bactrian.postgres.MajorVersion;
import bactrian.postgres.Refusal;
import bactrian.postgres.RestoreTool;
import bactrian.postgres.ServerFacts;
import bactrian.postgres.SwapGuards;
import bactrian.postgres.SwapNeeds;
import bactrian.settings.Settings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
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
  public RestorePlan plan(@Variable("request") RestoreRequest request, @Body RestoreSource source) {
    String name = request.into().orElse(database.target().database());
    JdbcSource admin = admin(name);
    try (Connection session = admin.connect()) {
      ServerFacts server = ServerFacts.read(session);
      boolean exists = DatabaseProperties.read(session, name).isPresent();
      String bootstrap = bootstrapRole(session);
      List<String> remarks = new ArrayList<>();
      Optional<RestoreSteps> steps =
          source.archive().map(head -> steps(head, bootstrap, request.selection(), remarks));
      Optional<RestoreTool> tool = source.archive().map(head -> tool(head, server));
      Optional<ClientTool> psql = psql(request, server, tool);
      tool.map(RestoreTool::tool)
          .or(() -> psql)
          .flatMap(program -> program.version().warning())
          .ifPresent(remarks::add);
      steps.map(RestoreSteps::subscriptions).orElse(List.of()).stream()
          .map(left -> "subscription " + left + " is left out; create it anew when it is wanted")
          .forEach(remarks::add);
      SwapNeeds needs = needs(source, steps, exists);
      PlanFacts facts =
          new PlanInquiry(database.withDatabase(name), settings.versionQuery())
              .ask(session, server, source, needs, bytes(request, source, steps), remarks);
      remarks.addAll(PlanFindings.remarks(facts, source));
      RestorePlan plan =
          new RestorePlan(
              request, source, steps, name, exists, server, tool, psql, List.of(), remarks, facts);
      return plan.refusing(refusals(plan, needs, admin));
    } catch (SQLException e) {
      throw RunFailure.failed("The server ended our session: " + e.getMessage(), e);
    }
  }

  private static RestoreSteps steps(
      ArchiveHead head, String bootstrapRole, Selection selection, List<String> remarks) {
    RestoreSteps all = RestoreSteps.of(head, bootstrapRole);
    if (selection.isAll()) {
      return all;
    }
    SelectedEntries selected = SelectedEntries.of(head.entries(), selection);
    RestoreSteps some = all.only(selected.dumpIds());
    remarks.add("only " + selection.text() + " and what that needs");
    selected.refused().stream()
        .map(
            entry ->
                entry.kind().toLowerCase(Locale.ROOT)
                    + " "
                    + entry.name()
                    + " is left out: it refers to what was not asked for")
        .forEach(remarks::add);
    return some;
  }

  private static OptionalLong bytes(
      RestoreRequest request, RestoreSource source, Optional<RestoreSteps> steps) {
    if (!(source instanceof RestoreSource.Backup backup)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        request.selection().isAll()
            ? backup.files().manifest().rawSize()
            : backup.blocks(steps.orElseThrow()).stream().mapToLong(Index.Entry::rawLength).sum());
  }

  private RestoreTool tool(ArchiveHead head, ServerFacts server) {
    return tools.forRestore(major(head.header().dumpVersion()), server.major());
  }

  private Optional<ClientTool> psql(
      RestoreRequest request, ServerFacts server, Optional<RestoreTool> tool) {
    if (tool.isEmpty()) {
      ClientTool psql = tools.forScript(server.major());
      LegacyArguments.requireRestricted(psql);
      return Optional.of(psql);
    }
    return request.inPlace() || tool.get().scriptPath()
        ? Optional.of(tools.forScript(tool.get().tool().major()))
        : Optional.empty();
  }

  /** Without a live database, the archive's own owner, grants and settings are restored. */
  private static SwapNeeds needs(
      RestoreSource source, Optional<RestoreSteps> steps, boolean exists) {
    if (steps.isEmpty()) {
      return SwapNeeds.NONE;
    }
    return exists
        ? ArchiveNeeds.of(steps.get())
        : ArchiveNeeds.withDatabase(source.archive().orElseThrow(), steps.get());
  }

  private List<Refusal> refusals(RestorePlan plan, SwapNeeds needs, JdbcSource admin)
      throws SQLException {
    List<Refusal> refusals = new ArrayList<>();
    RestoreRequest request = plan.request();
    if (request.into().isPresent() && plan.exists()) {
      refusals.add(
          new Refusal(
              "Database \"" + plan.database() + "\" exists already",
              "choose another name for --into, or drop it first",
              false));
    }
    if (request.inPlace() && plan.legacy()) {
      refusals.add(
          new Refusal(
              "A legacy file cannot be restored in place", "restore it without --in-place", false));
    }
    if (!request.selection().isAll() && plan.legacy()) {
      refusals.add(
          new Refusal(
              "Tables cannot be picked from a legacy file",
              "restore all of it with --into, and take the tables from there",
              false));
    }
    plan.source().archive().ifPresent(head -> compareVersions(head, plan.server(), refusals));
    if (!request.beside() && plan.source() instanceof RestoreSource.Backup backup) {
      compareApplication(backup.files().manifest(), plan.facts().liveApplication(), refusals);
    }
    refusals.addAll(PlanFindings.refusals(plan.facts()));
    SwapGuards guards = new SwapGuards(admin);
    refusals.addAll(
        request.inPlace()
            ? guards.findInPlace(plan.database(), needs)
            : request.beside()
                ? guards.findBeside(plan.database(), needs)
                : guards.find(plan.database(), needs));
    if (request.inPlace() && plan.exists() && plan.source().archive().isPresent()) {
      try (Connection live = database.withDatabase(plan.database()).connect()) {
        LockEstimate.of(live, plan.source().archive().get().entries())
            .refusal()
            .ifPresent(refusals::add);
      }
    }
    return refusals;
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
      ArchiveHead head, ServerFacts server, List<Refusal> refusals) {
    int from = major(head.header().serverVersion());
    if (from > server.major()) {
      refusals.add(
          new Refusal(
              "The backup is of PostgreSQL %d and the server is PostgreSQL %d"
                  .formatted(from, server.major()),
              "restore it into PostgreSQL " + from + " or newer",
              true));
    }
  }

  private static void compareApplication(
      Manifest manifest, Optional<String> now, List<Refusal> refusals) {
    if (manifest.applicationVersion().isEmpty()) {
      return;
    }
    String then = manifest.applicationVersion().get();
    if (now.isPresent() && !now.get().equals(then)) {
      refusals.add(
          new Refusal(
              "The backup is of the application's version %s and the database of %s"
                  .formatted(then, now.get()),
              "install version %s, restore, then upgrade".formatted(then),
              true));
    }
  }

  private static int major(String version) {
    return MajorVersion.of(version)
        .orElseThrow(
            () -> RunFailure.failed("The archive names no PostgreSQL version: " + version));
  }
}
