package bactrian.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ak hold}. */
@Command(
    name = "hold",
    description = "Keeps a backup whatever retention says, until it is released.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  ak hold default-2020-10-03-115557.psql", "  ak hold latest"})
final class HoldCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;

  @Parameters(
      paramLabel = "NAME",
      description = "The backup's name, the name of one of its files, or latest.")
  private String name;

  HoldCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return new Holds(session, options).ask("hold", name);
  }
}
