package bactrian.cli;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.postgres.Refusal;
import bactrian.restore.RestoreOutcome;
import bactrian.restore.RestorePlan;
import bactrian.restore.RestoreRequest;
import bactrian.restore.Selection;
import bactrian.settings.Settings;
import bactrian.wiring.Program;
import bactrian.wiring.RouteSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ak restore}. */
@Command(
    name = "restore",
    description = {
      "Restores a backup into a new database and puts that in the place of the live one.",
      "The replaced database is kept until 'ak rollback --discard'; 'ak rollback' puts it back."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ak restore latest --dry-run",
      "  ak restore -i default-2020-10-03-115557.psql --yes",
      "  ak restore latest --into copy_for_tests --yes",
      "  ak restore latest --table public.authentik_core_user --yes",
      "  ak restore latest --table public.authentik_core_user --into copy --yes"
    })
final class RestoreCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;
  @Mixin private Confirmation confirmation;

  @Option(names = "-i", paramLabel = "NAME", description = "The backup, as in the old feature.")
  private String input;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The backup: its name, the name of one of its files, or 'latest'.")
  private String name;

  @Option(names = "--dry-run", description = "Print the plan and touch nothing.")
  private boolean dryRun;

  @Option(
      names = "--into",
      paramLabel = "DB",
      description = "Restore into a new database of this name; the live one stays as it is.")
  private String into;

  @Option(
      names = "--in-place",
      description =
          "Replace the content of the live database in one transaction, after a safety backup; for a"
              + " role that may not create databases.")
  private boolean inPlace;

  @Option(
      names = "--store",
      paramLabel = "STORE",
      description = "Read from this store only; may be given more than once.")
  private List<String> stores = new ArrayList<>();

  @Option(
      names = "--table",
      paramLabel = "S.T",
      description = {
        "Restore this table only, into a schema <schema>_restored_<time> beside the live one, or with",
        "--into into a new database; may be given more than once.",
        "* stands for any text, ? for any character; 'ak show' says what a backup holds."
      })
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--schema",
      paramLabel = "S",
      description = "Restore this schema only, in the same way; may be given more than once.")
  private List<String> schemas = new ArrayList<>();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Load and make indexes in so many lanes; as many as there are cores if not given.")
  private Integer jobs;

  @Option(names = "--force", description = "Go on where a refusal says that --force allows it.")
  private boolean force;

  RestoreCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    RestoreRequest planning = request(true);
    Settings settings = session.settings(options);
    RouteSet routes = RouteSet.of("restore", "backup", "list", "retention");
    try (Program program = session.start(settings, routes, "restore", options)) {
      RestorePrinter printer = new RestorePrinter(session, options);
      RestorePlan plan = program.request("direct:restore", planning, RestoreOutcome.class).plan();
      printer.printPlan(plan, dryRun);
      Refusal.require(plan.refusals(), force);
      if (!dryRun) {
        confirmation.require(printer.question(plan));
        printer.printOutcome(
            program.request("direct:restore", request(false), RestoreOutcome.class));
      }
      return ExitCode.DONE.status();
    }
  }

  private RestoreRequest request(boolean planOnly) {
    if ((name == null) == (input == null)) {
      throw RunFailure.usage(
          "Name one backup to restore, such as 'latest': ak listbackups shows what there is");
    }
    if (inPlace && into != null) {
      throw RunFailure.usage("--into and --in-place exclude each other: choose one");
    }
    if (jobs != null && jobs < 1) {
      throw RunFailure.usage("--jobs is a number of lanes, 1 or more: it cannot be " + jobs);
    }
    Selection selection = new Selection(tables, schemas);
    if (!selection.isAll() && inPlace) {
      throw RunFailure.usage(
          "Tables are never restored over live ones: leave --in-place out, or add --into DB");
    }
    return new RestoreRequest(
        name == null ? input : name,
        planOnly,
        Optional.ofNullable(into),
        inPlace,
        force,
        jobs == null ? OptionalInt.empty() : OptionalInt.of(jobs),
        selection,
        stores);
  }
}
