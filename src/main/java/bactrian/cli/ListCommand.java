package bactrian.cli;

import bactrian.backup.ListRequest;
import bactrian.catalog.BackupSummary;
import bactrian.failure.ExitCode;
import bactrian.settings.Settings;
import bactrian.wiring.Program;
import bactrian.wiring.RouteSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ak listbackups}. */
@Command(
    name = "listbackups",
    aliases = "list",
    description = "Lists the backups, newest first.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ak listbackups",
      "  ak listbackups --json | jq -r '.[0].name'    the newest one's name"
    })
final class ListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;

  @Option(
      names = "--store",
      paramLabel = "STORE",
      description = "Ask this store only; may be given more than once.")
  private List<String> stores = new ArrayList<>();

  ListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Settings settings = session.settings(options);
    try (Program program = session.start(settings, RouteSet.of("list"), "list")) {
      List<BackupSummary> lines = new ArrayList<>();
      for (Object line : program.request("direct:list", new ListRequest(stores), List.class)) {
        lines.add((BackupSummary) line);
      }
      new ListPrinter(session, options).print(lines);
      return ExitCode.DONE.status();
    }
  }
}
