package bactrian.backup;

import bactrian.catalog.Manifest;
import bactrian.catalog.StoredName;
import bactrian.failure.Failure;
import bactrian.postgres.Children;
import bactrian.postgres.ClientTools;
import bactrian.postgres.GlobalsArguments;
import bactrian.postgres.GlobalsState;
import bactrian.postgres.JdbcSource;
import bactrian.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * pg_dumpall for the roles and tablespaces of the server, as far as the role may read them. What is
 * missing stands in the manifest; the backup is made all the same.
 */
public final class Globals implements ExecBinding {
  private static final Logger LOG = LoggerFactory.getLogger(Globals.class);
  private final Settings.Backup settings;
  private final Sealing sealing;
  private final BackupPreflight preflight;
  private final ClientTools tools;
  private final Children children;

  /** Reads the globals through the admin database. */
  public Globals(
      Settings.Backup settings, BackupPreflight preflight, ClientTools tools, Children children) {
    this.settings = settings;
    this.sealing = Sealing.of(settings);
    this.preflight = preflight;
    this.tools = tools;
    this.children = children;
  }

  private boolean withPasswords(BackupRun run) {
    return GlobalsState.withPasswords(settings.rolePasswords(), run.plan().server());
  }

  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    BackupRun run = exchange.getVariable("run", BackupRun.class);
    JdbcSource admin = preflight.admin();
    return PgDumpCommand.command(
        run,
        tools.forGlobals(run.plan().server().major()).path().toString(),
        GlobalsArguments.of(admin.target(), withPasswords(run), settings.lockTimeout()));
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(result.getStdout());
  }

  /** Seals the script; it is small, since it has a few lines for each role. */
  public SmallFile seal(@Variable("run") BackupRun run, @Body InputStream script)
      throws IOException {
    try (script) {
      return SmallFile.sealed(
          StoredName.globals(run.claimedName(), sealing.encrypts()), sealing, script::transferTo);
    }
  }

  /** The run with what the script holds. */
  public BackupRun read(@Variable("run") BackupRun run) {
    return run.withGlobals(
        manifest(GlobalsState.written(settings.rolePasswords(), withPasswords(run), List.of())));
  }

  /**
   * The run without globals, and why.
   *
   * @throws Exception what was caught, when the program is being stopped: that ends the run
   */
  public BackupRun missing(@Variable("run") BackupRun run, Exchange exchange) throws Exception {
    Exception thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    if (children.ended()) {
      throw thrown;
    }
    String why =
        Failure.firstIn(thrown)
            .map(Failure::sentence)
            .orElseGet(() -> String.valueOf(thrown.getMessage()));
    if (!sealing.encrypts()) {
      return run.withGlobals(manifest(GlobalsState.absent(why)));
    }
    // The manifest is not sealed, and PostgreSQL's words may name roles.
    LOG.warn("The backup has no roles and tablespaces: {}", why);
    return run.withGlobals(manifest(GlobalsState.absent("the run that made the backup said why")));
  }

  private static Manifest.Globals manifest(GlobalsState state) {
    return new Manifest.Globals(
        switch (state.kind()) {
          case COMPLETE -> Manifest.Globals.State.COMPLETE;
          case WITHOUT_PASSWORDS -> Manifest.Globals.State.WITHOUT_PASSWORDS;
          case PARTIAL -> Manifest.Globals.State.PARTIAL;
          case ABSENT -> Manifest.Globals.State.ABSENT;
        },
        state.missing());
  }
}
