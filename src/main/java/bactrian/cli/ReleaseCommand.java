package bactrian.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ak release}. */
@Command(
    name = "release",
    description = "Lets retention decide again on a backup that is held.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ak release default-2020-10-03-115557.psql",
      "  ak release latest"
    })
final class ReleaseCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;

  @Parameters(
      paramLabel = "NAME",
      description = "The backup's name, the name of one of its files, or latest.")
  private String name;

  ReleaseCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return new Holds(session, options).ask("release", name);
  }
}
