package bactrian.restore;

import bactrian.postgres.LegacyArguments;
import bactrian.postgres.RestoreArguments;
import bactrian.postgres.ServerCommand;
import bactrian.postgres.Target;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;

/**
 * pg_restore for one task of a run, straight into the database or as a script on its output:
 * program and arguments come from the run, never from a header.
 */
public final class PgRestoreCommand implements ExecBinding {
  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    RestoreRun run = exchange.getVariable("restore", RestoreRun.class);
    RestoreTask task = exchange.getVariable("task", RestoreTask.class);
    return new ServerCommand(
        run.server(),
        run.pgRestore().path().toString(),
        arguments(run, task),
        run.folder().path(),
        exchange.getMessage().getBody(InputStream.class),
        run.settings(task));
  }

  private static List<String> arguments(RestoreRun run, RestoreTask task) {
    Target target = run.filled().target();
    boolean script = run.plan().throughScript();
    if (task.source() == RestoreTask.Source.ARCHIVE) {
      return script ? LegacyArguments.archiveAsScript() : LegacyArguments.archive(target);
    }
    Path list = RestoreData.list(run, task);
    Path head = RestoreData.head(run);
    if (task.source() == RestoreTask.Source.SLICES) {
      return script
          ? RestoreArguments.scriptFromStream(list)
          : RestoreArguments.fromStream(target, list);
    }
    return script
        ? RestoreArguments.scriptFromHead(head, list)
        : RestoreArguments.fromHead(target, head, list, task.jobs());
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(result.getStdout());
  }
}
