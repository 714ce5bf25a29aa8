package bactrian.cli;

import bactrian.failure.ExitCode;
import bactrian.postgres.ServerPrograms;
import bactrian.postgres.ThrowAwayServer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ak demo}. */
@Command(
    name = "demo",
    description = {
      "Backs up, loses and restores a sample database, on a PostgreSQL server that is thrown away.",
      "No settings are read, and nothing that is configured is touched."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  ak demo"})
final class DemoCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print the stack trace of a failure.")
  private boolean verbose;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerPrograms programs = ServerPrograms.newestOfThisMachine(session.path());
    try (ThrowAwayServer server = ThrowAwayServer.prepare(programs, session.path())) {
      session.onStop(server::interrupt);
      new Demonstration(session, server, verbose).show();
      return ExitCode.DONE.status();
    }
  }
}
