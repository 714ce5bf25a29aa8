package bactrian.restore;

import bactrian.postgres.ClientTools;
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
  private final ClientTools tools;

  /**
   * @param database the direct connection to the configured database
   */
  public PsqlCommand(JdbcSource database, ClientTools tools) {
    this.database = database;
    this.tools = tools;
  }

  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    RestoreRun run = exchange.getVariable("run", RestoreRun.class);
    return PgRestoreCommand.command(
        run,
        tools.forScript(run.pgRestore().major()).path().toString(),
        RestoreArguments.runScript(database.target().withDatabase(run.filled())),
        exchange.getMessage().getBody(InputStream.class));
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(null);
  }
}
