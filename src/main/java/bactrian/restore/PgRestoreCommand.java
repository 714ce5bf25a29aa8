package bactrian.restore;

import bactrian.postgres.LegacyArguments;
import bactrian.postgres.RestoreArguments;
import bactrian.postgres.Target;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;

/**
 * pg_restore for one step of a run, straight into the database or as a script on its output:
 * program and arguments come from the run, never from a header.
 */
public final class PgRestoreCommand implements ExecBinding {
  private final int jobs;

  /**
   * @param jobs how many indexes and constraints are made at once
   */
  public PgRestoreCommand(int jobs) {
    this.jobs = jobs;
  }

  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    RestoreRun run = exchange.getVariable("restore", RestoreRun.class);
    RestoreStep step = exchange.getVariable("step", RestoreStep.class);
    InputStream archive =
        step == RestoreStep.DATA ? exchange.getMessage().getBody(InputStream.class) : null;
    return command(run, run.pgRestore().path().toString(), arguments(run, step), archive);
  }

  private List<String> arguments(RestoreRun run, RestoreStep step) {
    if (run.plan().legacy() || run.plan().request().inPlace()) {
      return run.plan().throughScript()
          ? LegacyArguments.archiveAsScript()
          : LegacyArguments.archive(run.filled().target());
    }
    Path list = RestoreData.list(run, step);
    Path head = RestoreData.head(run);
    Target target = run.filled().target();
    if (run.plan().throughScript()) {
      return step == RestoreStep.DATA
          ? RestoreArguments.scriptFromStream(list)
          : RestoreArguments.scriptFromHead(head, list);
    }
    return step == RestoreStep.DATA
        ? RestoreArguments.fromStream(target, list)
        : RestoreArguments.fromHead(target, head, list, step == RestoreStep.POST_DATA ? jobs : 1);
  }

  static ExecCommand command(
      RestoreRun run, String program, List<String> arguments, InputStream input) {
    return new ExecCommand(
        program,
        arguments,
        run.folder().path().toString(),
        ExecEndpoint.NO_TIMEOUT,
        Set.of(),
        input,
        null,
        false,
        LoggingLevel.DEBUG);
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(result.getStdout());
  }
}
