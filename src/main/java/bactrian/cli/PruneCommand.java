package bactrian.cli;

import bactrian.backup.PruneRequest;
import bactrian.backup.Pruned;
import bactrian.settings.Settings;
import bactrian.wiring.Program;
import bactrian.wiring.RouteSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ak prune}. */
@Command(
    name = "prune",
    description =
        "Removes the backups that no rule and no hold keeps, and says why each one stays.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ak prune --dry-run        what would go, and why the others stay",
      "  ak prune"
    })
final class PruneCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;

  @Option(names = "--dry-run", description = "Remove nothing, only say what would be removed.")
  private boolean dryRun;

  @Option(
      names = "--store",
      paramLabel = "STORE",
      description = "Prune this store only; may be given more than once.")
  private List<String> stores = new ArrayList<>();

  PruneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Settings settings = session.settings(options);
    RouteSet routes = RouteSet.of("retention", "list");
    try (Program program = session.start(settings, routes, "prune")) {
      List<Pruned> plan = new ArrayList<>();
      PruneRequest request = new PruneRequest(stores, dryRun);
      for (Object pruned : program.request("direct:retention", request, List.class)) {
        plan.add((Pruned) pruned);
      }
      return new PrunePrinter(session, options).print(plan, dryRun).status();
    }
  }
}
