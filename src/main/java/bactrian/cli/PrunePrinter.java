package bactrian.cli;

import bactrian.backup.Pruned;
import bactrian.failure.ExitCode;
import java.util.List;

/** Tells what retention did, or would do. */
final class PrunePrinter {
  private final Session session;
  private final CommonOptions options;

  PrunePrinter(Session session, CommonOptions options) {
    this.session = session;
    this.options = options;
  }

  /** Prints what came of a plan, and says how the command ends. */
  ExitCode print(List<Pruned> plan, boolean dryRun) {
    boolean whole = plan.stream().noneMatch(Pruned::failed);
    if (options.json()) {
      Json.printList(session.out(), plan, (json, pruned) -> write(json, pruned, dryRun));
    } else {
      printLines(plan, dryRun);
    }
    return whole ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void printLines(List<Pruned> plan, boolean dryRun) {
    for (Pruned pruned : plan) {
      if (pruned.failed()) {
        session.err().println("ak: " + told(pruned, dryRun));
      } else if (!options.quiet() || !pruned.decision().keep()) {
        session.out().println(told(pruned, dryRun));
      }
    }
    if (plan.isEmpty() && !options.quiet()) {
      session.err().println("There are no backups");
    }
  }

  static String told(Pruned pruned, boolean dryRun) {
    String name = pruned.decision().name() + " in " + pruned.store();
    if (pruned.decision().keep()) {
      return name + " " + pruned.decision().reason();
    }
    return pruned
        .failure()
        .map(
            why ->
                pruned.retained()
                    ? name + " retained: " + why
                    : name + " could not be removed (" + why + "); the next run tries again")
        .orElseGet(() -> name + " " + reason(pruned, dryRun));
  }

  private static String reason(Pruned pruned, boolean dryRun) {
    String reason = pruned.decision().reason();
    return dryRun ? reason.replaceFirst("^removed", "would be removed") : reason;
  }

  static void write(Json json, Pruned pruned, boolean dryRun) {
    json.field("name", pruned.decision().name().toString());
    json.field("store", pruned.store());
    json.field("keep", pruned.decision().keep());
    json.field("reason", reason(pruned, dryRun));
    json.field("retained", pruned.retained());
    json.field("failure", pruned.failure().orElse(null));
  }
}
