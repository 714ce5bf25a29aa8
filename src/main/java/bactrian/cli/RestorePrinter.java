package bactrian.cli;

import bactrian.catalog.Manifest;
import bactrian.postgres.ClientTool;
import bactrian.postgres.Refusal;
import bactrian.postgres.RestoreTool;
import bactrian.restore.RestoreOutcome;
import bactrian.restore.RestorePlan;
import bactrian.restore.RestoreSource;
import java.io.PrintStream;
import java.util.stream.Collectors;

/** Prints the plan of a restore and what came of it. */
final class RestorePrinter {
  private final Session session;
  private final CommonOptions options;

  RestorePrinter(Session session, CommonOptions options) {
    this.session = session;
    this.options = options;
  }

  /** The plan: the result of a dry run, else a word before the question. */
  void printPlan(RestorePlan plan, boolean dryRun) {
    if (options.json()) {
      if (dryRun) {
        Json.print(session.out(), json -> writePlan(json, plan));
      }
      return;
    }
    if (options.quiet() && !dryRun) {
      return;
    }
    PrintStream to = dryRun ? session.out() : session.err();
    to.println("Plan: restore " + plan.source().name() + " as " + aim(plan));
    to.println("  the backup: " + told(plan.source()));
    to.println(
        "  the server: PostgreSQL %s; the client: %s%s"
            .formatted(
                plan.server().version(),
                client(plan),
                plan.throughScript() ? ", by a script" : ""));
    PlanFactsPrinter.print(to, plan);
    plan.remarks().forEach(remark -> to.println("  note: " + remark));
    plan.refusals().stream()
        .map(Refusal::sentence)
        .forEach(refusal -> to.println("  against it: " + refusal));
  }

  private static String client(RestorePlan plan) {
    return plan.tool()
        .map(RestoreTool::tool)
        .or(plan::psql)
        .map(ClientTool::toString)
        .orElse("none");
  }

  private static String told(RestoreSource source) {
    if (source instanceof RestoreSource.Backup backup) {
      Manifest manifest = backup.files().manifest();
      return "%s, %s, %s when unpacked, PostgreSQL %s%s"
          .formatted(
              Words.count(manifest.totals().tables(), "table"),
              Words.count(manifest.totals().rows(), "row"),
              Words.size(manifest.rawSize()),
              manifest.serverVersion(),
              manifest.applicationVersion().map(v -> ", application " + v).orElse(""));
    }
    return "a file of authentik's retired backup feature; its version is not checked";
  }

  private static String aim(RestorePlan plan) {
    if (plan.request().inPlace()) {
      return "the new content of database \"" + plan.database() + "\", in one transaction";
    }
    if (plan.request().beside()) {
      return "new schemas of database \"" + plan.database() + "\", beside its tables";
    }
    return "database \""
        + plan.database()
        + "\""
        + (plan.exists() ? ", and keep the one that is there" : ", which does not exist yet");
  }

  String question(RestorePlan plan) {
    return "Restore " + plan.source().name() + " as " + aim(plan) + "?";
  }

  void printOutcome(RestoreOutcome outcome) {
    RestorePlan plan = outcome.plan();
    if (options.json()) {
      Json.print(
          session.out(),
          json -> {
            writePlan(json, plan);
            json.field("safety_backup", outcome.safety().orElse(null));
            json.texts("schemas", outcome.schemas());
            json.field("kept", outcome.kept().orElse(null));
          });
      return;
    }
    session
        .out()
        .println(
            "Restored "
                + plan.source().name()
                + " as "
                + outcome.schemas().stream()
                    .map(schema -> "schema \"" + schema + "\" of ")
                    .collect(Collectors.joining("and "))
                + "database \""
                + plan.database()
                + "\"");
    if (!options.quiet()) {
      outcome
          .safety()
          .ifPresent(
              name ->
                  session.err().println("What was there before is in the backup " + name + "."));
      outcome
          .kept()
          .ifPresent(
              kept ->
                  session
                      .err()
                      .println(
                          "The replaced database is kept as \""
                              + kept
                              + "\": 'ak rollback' puts it back, 'ak rollback --discard' drops it."
                              + " Restart the application's services now."));
      plan.refusals().forEach(this::printOverruled);
    }
  }

  /** What stood against the restore stands still: a slot that keeps WAL, for one. */
  private void printOverruled(Refusal refusal) {
    session
        .err()
        .println("Mind, since --force went on: " + refusal.reason() + ": " + refusal.help() + ".");
  }

  private static void writePlan(Json json, RestorePlan plan) {
    json.field("backup", plan.source().name());
    json.field("target", plan.database());
    json.field("exists", plan.exists());
    json.field("in_place", plan.request().inPlace());
    json.field("client", client(plan));
    json.field("script", plan.throughScript() || plan.plainScript());
    PlanFactsPrinter.write(json, plan);
    json.texts("notes", plan.remarks());
    json.texts("refusals", plan.refusals().stream().map(Refusal::sentence).toList());
    if (plan.source() instanceof RestoreSource.Backup backup) {
      json.manifest(backup.files().manifest());
    }
  }
}
