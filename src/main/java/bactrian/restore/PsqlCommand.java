package bactrian.restore;

import bactrian.postgres.JdbcSource;
import bactrian.postgres.RestoreArguments;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;

/** psql for the script in the body; it stops at the first error. */
public final class PsqlCommand implements ExecBinding {
  private final JdbcSource database;

  /**
   * @param database the direct connection to the configured database
   */
  public PsqlCommand(JdbcSource database) {
    this.database = database;
  }

  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    RestoreRun run = exchange.getVariable("restore", RestoreRun.class);
    return PgRestoreCommand.command(
        run,
        run.psql().path().toString(),
        RestoreArguments.runScript(database.target().withDatabase(run.filled())),
        exchange.getMessage().getBody(InputStream.class));
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(null);
  }
}
