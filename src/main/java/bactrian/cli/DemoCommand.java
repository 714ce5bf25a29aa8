package bactrian.cli;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.postgres.ServerPrograms;
import bactrian.postgres.ThrowAwayBucket;
import bactrian.postgres.ThrowAwayServer;
import java.nio.file.Path;
import java.util.Optional;
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
    footer = {"", "Examples:", "  ak demo", "  ak demo --s3"})
final class DemoCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print the stack trace of a failure.")
  private boolean verbose;

  @Option(
      names = "--s3",
      description = "Keep the backup in a bucket, on an S3 server that is thrown away as well.")
  private boolean s3;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerPrograms programs = ServerPrograms.newestOfThisMachine(session.path());
    try (ThrowAwayServer server = ThrowAwayServer.prepare(programs, session.path())) {
      session.onStop(server::interrupt);
      if (s3) {
        showWithBucket(server);
      } else {
        new Demonstration(session, server, Optional.empty(), verbose).show();
      }
      return ExitCode.DONE.status();
    }
  }

  private void showWithBucket(ThrowAwayServer server) throws InterruptedException {
    String libraries = System.getProperty("bactrian.s3proxy");
    if (libraries == null) {
      throw RunFailure.usage(
          "The demo in S3 needs S3Proxy, which ./ak of a checkout brings along: run ./ak demo --s3"
              + " there");
    }
    try (ThrowAwayBucket bucket = ThrowAwayBucket.start(server.folder("s3"), Path.of(libraries))) {
      new Demonstration(session, server, Optional.of(bucket), verbose).show();
    }
  }
}
