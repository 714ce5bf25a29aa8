package bactrian.cli;

import bactrian.backup.BackupOutcome;
import bactrian.backup.BackupRequest;
import bactrian.failure.ExitCode;
import bactrian.settings.Settings;
import bactrian.wiring.Program;
import bactrian.wiring.RouteSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ak backup}. */
@Command(
    name = "backup",
    description = "Makes one backup now and prints its name.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ak backup",
      "  ak backup --hold          keep this one whatever retention says"
    })
final class BackupCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;

  @Option(names = "--hold", description = "Keep the backup from retention.")
  private boolean hold;

  @Option(
      names = "--store",
      paramLabel = "STORE",
      description = "Put it into this store only; may be given more than once.")
  private List<String> stores = new ArrayList<>();

  BackupCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Settings settings = session.settings(options);
    RouteSet routes = RouteSet.of("backup", "list", "retention");
    try (Program program = session.start(settings, routes, "backup", options)) {
      BackupRequest request =
          new BackupRequest(Optional.empty(), hold, stores, true, Optional.empty());
      BackupOutcome outcome = program.request("direct:backup", request, BackupOutcome.class);
      new BackupPrinter(session, options).print(outcome);
      return (outcome.whole() ? ExitCode.DONE : ExitCode.FAILED).status();
    }
  }
}
