package bactrian.cli;

import bactrian.failure.ExitCode;
import bactrian.postgres.MarkedDatabase;
import bactrian.postgres.RollbackPlan;
import bactrian.restore.RollbackOutcome;
import bactrian.restore.RollbackRequest;
import bactrian.settings.Settings;
import bactrian.wiring.Program;
import bactrian.wiring.RouteSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ak rollback}. */
@Command(
    name = "rollback",
    description = "Puts back the database that the last restore replaced; again undoes that.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ak rollback --yes",
      "  ak rollback --discard --yes     drop what restores have kept"
    })
final class RollbackCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;
  @Mixin private Confirmation confirmation;

  @Option(names = "--discard", description = "Drop the kept databases instead.")
  private boolean discard;

  RollbackCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Settings settings = session.settings(options);
    try (Program program =
        session.start(settings, RouteSet.of("restore", "backup", "list"), "rollback")) {
      RollbackOutcome plan = request(program, true);
      if (discard && plan.kept().isEmpty()) {
        if (!options.quiet()) {
          session.err().println("No restore has kept a database: there is nothing to drop");
        }
        print(plan);
        return ExitCode.DONE.status();
      }
      if (!options.quiet() && !options.json()) {
        session.err().println("Plan: " + aim(plan));
      }
      confirmation.require(aim(plan) + "?");
      print(request(program, false));
      return ExitCode.DONE.status();
    }
  }

  private RollbackOutcome request(Program program, boolean planOnly) {
    return program.request(
        "direct:rollback", new RollbackRequest(planOnly, discard), RollbackOutcome.class);
  }

  private static String aim(RollbackOutcome outcome) {
    if (outcome.plan().isEmpty()) {
      return outcome.kept().stream()
          .map(RollbackCommand::named)
          .collect(Collectors.joining(", ", "Drop ", " for ever"));
    }
    RollbackPlan plan = outcome.plan().get();
    String written =
        plan.written().isPresent()
            ? "; about %s written since the restore would be set aside"
                .formatted(Words.count(plan.written().getAsLong(), "row"))
            : "";
    return "Put %s back as \"%s\"%s".formatted(named(plan.incoming()), plan.database(), written);
  }

  private static String named(MarkedDatabase database) {
    return "\""
        + database.name()
        + "\""
        + (database.bytes().isPresent()
            ? " (" + Words.size(database.bytes().getAsLong()) + ")"
            : "");
  }

  private void print(RollbackOutcome outcome) {
    if (options.json()) {
      Json.print(
          session.out(),
          json -> {
            json.field("database", outcome.swapped().map(swap -> swap.live()).orElse(null));
            json.field("kept", outcome.swapped().flatMap(swap -> swap.kept()).orElse(null));
            outcome
                .plan()
                .ifPresent(plan -> plan.written().ifPresent(n -> json.field("written", n)));
            json.texts(
                "discarded",
                discard
                    ? outcome.kept().stream().map(MarkedDatabase::name).toList()
                    : java.util.List.of());
          });
      return;
    }
    outcome
        .swapped()
        .ifPresent(
            swap ->
                session
                    .out()
                    .println(
                        "Put \"%s\" back as \"%s\"%s"
                            .formatted(
                                outcome.plan().orElseThrow().incoming().name(),
                                swap.live(),
                                swap.kept()
                                    .map(kept -> "; what it replaced is kept as \"" + kept + "\"")
                                    .orElse(""))));
    if (discard) {
      outcome.kept().forEach(gone -> session.out().println("Dropped " + named(gone)));
    }
  }
}
