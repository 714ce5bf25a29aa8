package bactrian.cli;

import bactrian.failure.ExitCode;
import bactrian.restore.BackupContent;
import bactrian.restore.ShowRequest;
import bactrian.settings.Settings;
import bactrian.wiring.Program;
import bactrian.wiring.RouteSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ak show}. */
@Command(
    name = "show",
    description = {
      "Shows what a backup holds: schemas, tables with their rows and sizes, and the roles and"
          + " extensions that it needs.",
      "No server is asked, and no table's data is read."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ak show latest",
      "  ak show latest --json | jq -r '.content.tables[] | .name'"
    })
final class ShowCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;
  @Mixin private NamedBackup backup;

  @Option(
      names = "--store",
      paramLabel = "STORE",
      description = "Read from this store only; may be given more than once.")
  private List<String> stores = new ArrayList<>();

  ShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ShowRequest request = new ShowRequest(backup.require("show"), stores);
    Settings settings = session.settings(options);
    try (Program program = session.start(settings, RouteSet.of("show", "list"), "show")) {
      new ShowPrinter(session, options)
          .print(program.request("direct:show", request, BackupContent.class));
      return ExitCode.DONE.status();
    }
  }
}
