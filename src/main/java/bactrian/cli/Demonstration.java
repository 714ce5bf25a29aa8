package bactrian.cli;

import bactrian.failure.RunFailure;
import bactrian.postgres.SampleDatabase;
import bactrian.postgres.TableContent;
import bactrian.postgres.Target;
import bactrian.postgres.ThrowAwayBucket;
import bactrian.postgres.ThrowAwayServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The show of {@code ak demo}. Each command in it is the command itself, run by its own command
 * line with its own routes; only its settings come from here instead of from the environment.
 */
final class Demonstration {
  private final Session session;
  private final ThrowAwayServer server;
  private final Optional<ThrowAwayBucket> bucket;
  private final boolean verbose;
  private final DemonstrationPrinter printer;

  /**
   * @param bucket where the backup goes, else into a folder
   */
  Demonstration(
      Session session, ThrowAwayServer server, Optional<ThrowAwayBucket> bucket, boolean verbose) {
    this.session = session;
    this.server = server;
    this.bucket = bucket;
    this.verbose = verbose;
    this.printer = new DemonstrationPrinter(session.out(), session.clock());
  }

  /**
   * Shows everything.
   *
   * @throws RunFailure when a step fails or a row is not back
   */
  void show() throws InterruptedException {
    printer.welcome();
    printer.step("A server with a database to lose");
    server.start();
    SampleDatabase sample = SampleDatabase.create(server);
    List<TableContent> before = sample.content();
    printer.server(server, before);
    bucket.ifPresent(printer::bucket);

    printer.step("Back it up");
    run(sample, "backup");
    printer.step("Look what there is");
    run(sample, "listbackups");

    printer.step("The disaster: somebody drops a table");
    sample.lose();
    List<TableContent> lost = sample.content();
    printer.disaster(before, lost);

    printer.step("Restore");
    run(sample, "restore", "latest", "--yes");
    printer.step("Count: is every row back?");
    List<TableContent> after = sample.content();
    printer.comparison(before, lost, after);
    if (!after.equals(before)) {
      throw RunFailure.failed(
          "The restored database differs from the one that was backed up: report it, with the"
              + " output above");
    }

    printer.step("Clean up");
    bucket.ifPresent(ThrowAwayBucket::close);
    server.close();
    printer.farewell(server);
  }

  private void run(SampleDatabase sample, String... arguments) {
    printer.command(arguments);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status;
    try (PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      Session inner = session.within(settings(sample.source().target()), server.folder(), to);
      session.onStop(
          () -> {
            inner.interrupt();
            server.interrupt();
          });
      status = AkCommand.commandLine(inner).execute(withVerbose(arguments));
    }
    printer.said(said.toString(StandardCharsets.UTF_8));
    if (status != 0) {
      throw RunFailure.failed(
          session.stopping()
              ? "The demo did not come to its end"
              : "The demo ends here, because ak %s failed with exit status %d: run ak demo --verbose, and report it"
                  .formatted(arguments[0], status));
    }
  }

  private String[] withVerbose(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (verbose) {
      all.add("--verbose");
    }
    return all.toArray(String[]::new);
  }

  /** The environment in which the commands run: all that they know of this machine. */
  private Map<String, String> settings(Target target) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("AUTHENTIK_POSTGRESQL__HOST", target.host());
    variables.put("AUTHENTIK_POSTGRESQL__PORT", Integer.toString(target.port()));
    variables.put("AUTHENTIK_POSTGRESQL__USER", target.user());
    variables.put("AUTHENTIK_POSTGRESQL__PASSWORD", target.passwordOrNull().reveal());
    variables.put("AUTHENTIK_POSTGRESQL__NAME", target.database());
    variables.put("AUTHENTIK_POSTGRESQL__SSLMODE", target.sslMode());
    bucket.ifPresent(s3 -> variables.putAll(settings(s3)));
    variables.put("HOME", server.folder().toString());
    if (session.path() != null) {
      variables.put("PATH", session.path());
    }
    return variables;
  }

  /** The settings of the old feature's page. */
  private static Map<String, String> settings(ThrowAwayBucket s3) {
    return Map.of(
        "AUTHENTIK_POSTGRESQL__S3_BACKUP__HOST",
        s3.endpoint().toString(),
        "AUTHENTIK_POSTGRESQL__S3_BACKUP__BUCKET",
        ThrowAwayBucket.NAME,
        "AUTHENTIK_POSTGRESQL__S3_BACKUP__ACCESS_KEY",
        ThrowAwayBucket.ACCESS_KEY,
        "AUTHENTIK_POSTGRESQL__S3_BACKUP__SECRET_KEY",
        s3.secretKey().reveal());
  }
}
