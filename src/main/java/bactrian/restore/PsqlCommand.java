package bactrian.restore;

import bactrian.postgres.RestoreArguments;
import bactrian.postgres.ServerCommand;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;

/** psql for the script in the body; it stops at the first error. */
public final class PsqlCommand implements ExecBinding {
  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    RestoreRun run = exchange.getVariable("restore", RestoreRun.class);
    return new ServerCommand(
        run.server(),
        run.psql().path().toString(),
        RestoreArguments.runScript(run.filled().target()),
        run.folder().path(),
        exchange.getMessage().getBody(InputStream.class),
        run.settings(exchange.getVariable("task", RestoreTask.class)));
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(null);
  }
}
