package bactrian.restore;

import bactrian.postgres.ClientTool;
import bactrian.postgres.ClientTools;
import bactrian.postgres.DumpArguments;
import bactrian.postgres.ServerCommand;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;

/** pg_dump of the moved tables in the side database, as a script. */
public final class BesideDump implements ExecBinding {
  private final ClientTools tools;

  /** Finds its program among these. */
  public BesideDump(ClientTools tools) {
    this.tools = tools;
  }

  static ClientTool program(ClientTools tools, RestoreRun run) {
    return tools.forDump(run.plan().server().major());
  }

  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    RestoreRun run = exchange.getVariable("restore", RestoreRun.class);
    RestoredSchemas schemas = exchange.getVariable("schemas", RestoredSchemas.class);
    return new ServerCommand(
        run.server(),
        program(tools, run).path().toString(),
        DumpArguments.ofSchemas(run.filled().target(), schemas.names()),
        run.folder().path(),
        null);
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(result.getStdout());
  }
}
