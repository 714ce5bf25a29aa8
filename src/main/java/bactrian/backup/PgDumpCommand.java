package bactrian.backup;

import bactrian.catalog.StoredName;
import bactrian.failure.RunFailure;
import bactrian.postgres.ApplicationVersion;
import bactrian.postgres.DumpArguments;
import bactrian.postgres.ExportedSnapshot;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.ServerFacts;
import bactrian.settings.Settings;
import bactrian.store.Copy;
import bactrian.stream.Progress;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Variable;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** pg_dump for a run: program and arguments come from the run, never from a header. */
public final class PgDumpCommand implements ExecBinding {
  private static final Logger LOG = LoggerFactory.getLogger(PgDumpCommand.class);
  private final Settings.Backup settings;
  private final Sealing sealing;
  private final JdbcSource database;
  private final Progress progress;

  /**
   * @param database the direct connection to the database that is dumped
   * @param progress watches the dump
   */
  public PgDumpCommand(Settings.Backup settings, JdbcSource database, Progress progress) {
    this.settings = settings;
    this.sealing = Sealing.of(settings);
    this.database = database;
    this.progress = progress;
  }

  /**
   * Opens the snapshot that pg_dump will read, and reads the application's version in it, so that
   * both are of the same moment.
   *
   * @throws RunFailure when the session does not reach the database that preflight has checked
   */
  public BackupRun openSnapshot(@Variable("run") BackupRun run) {
    ExportedSnapshot snapshot = ExportedSnapshot.of(database.connect());
    try {
      if (!ServerFacts.read(snapshot.connection()).sameDatabaseAs(run.plan().server())) {
        throw RunFailure.failed(
            "Two connections to "
                + database.target().server()
                + " reached two databases: set postgresql.backup.admin.host and port to a direct"
                + " connection, not a pooler's or a load balancer's");
      }
      ApplicationVersion version =
          ApplicationVersion.read(snapshot.connection(), settings.versionQuery().orElse(null));
      version.note().ifPresent(LOG::warn);
      return run.dumping(new StartedDump(snapshot, version.text(), Optional.empty()));
    } catch (RuntimeException e) {
      close(snapshot);
      throw e;
    }
  }

  private static void close(ExportedSnapshot snapshot) {
    try {
      snapshot.close();
    } catch (SQLException e) {
      LOG.debug("The snapshot's session was gone already", e);
    }
  }

  /** Sends the dump into one copy per store. */
  public BackupRun pump(@Variable("run") BackupRun run, @Body InputStream output) {
    StartedDump dump = run.dump().orElseThrow();
    DumpPump pump =
        DumpPump.start(
            progress.watch("Dumping", -1, output),
            StoredName.archive(run.claimedName(), sealing.encrypts()),
            run.reachable(),
            sealing,
            settings.stallTimeout(),
            () -> close(dump.snapshot()));
    return run.dumping(
        new StartedDump(dump.snapshot(), dump.applicationVersion(), Optional.of(pump)));
  }

  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    BackupRun run = exchange.getVariable("run", BackupRun.class);
    return command(
        run,
        run.plan().pgDump().path().toString(),
        DumpArguments.of(
            database.target(),
            run.dump().orElseThrow().snapshot().id(),
            settings.lockTimeout(),
            run.plan().server().standby()));
  }

  /** The copies of the dump, one for each store. */
  public List<Copy> copies(@Variable("run") BackupRun run) {
    return run.dump().orElseThrow().pump().orElseThrow().copies();
  }

  static ExecCommand command(BackupRun run, String program, List<String> arguments) {
    return new ExecCommand(
        program,
        arguments,
        run.plan().folder().path().toString(),
        ExecEndpoint.NO_TIMEOUT,
        Set.of(),
        null,
        null,
        false,
        LoggingLevel.DEBUG);
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(result.getStdout());
  }
}
