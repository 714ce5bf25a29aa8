package bactrian.verify;

import bactrian.archive.ArchiveHead;
import bactrian.failure.RunFailure;
import bactrian.postgres.ClientTools;
import bactrian.postgres.DumpArguments;
import bactrian.postgres.MajorVersion;
import bactrian.postgres.ServerCommand;
import bactrian.restore.ContentGroups;
import bactrian.restore.RestoreRun;
import bactrian.restore.RestoreSource;
import bactrian.stream.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;

/** Dumps again what a proof has restored, and compares the data of both archives. */
public final class TrialDump implements ExecBinding {
  private static final String TASK = "Comparing";

  private final ClientTools tools;
  private final Progress progress;

  /**
   * @param progress watches the backup that is read
   */
  public TrialDump(ClientTools tools, Progress progress) {
    this.tools = tools;
    this.progress = progress;
  }

  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    RestoreRun run = exchange.getVariable("restore", RestoreRun.class);
    ArchiveHead head = run.plan().source().archive().orElseThrow();
    int dumped = MajorVersion.of(head.header().dumpVersion()).orElse(0);
    int major = Math.max(dumped, run.plan().server().major());
    return new ServerCommand(
        run.server(),
        tools.forDump(major).path().toString(),
        DumpArguments.ofUnused(run.filled().target()),
        run.folder().path(),
        null);
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(result.getStdout());
  }

  /**
   * Reads both archives, one after the other.
   *
   * @param found what is wrong already
   * @param again the archive of what was restored
   * @return all that is wrong, one sentence each
   */
  public List<String> findings(
      @Variable("restore") RestoreRun run,
      @Variable("findings") List<String> found,
      @Body InputStream again)
      throws IOException {
    Findings findings = new Findings();
    try (InputStream dumped = again;
        InputStream stored = stored(run)) {
      ContentGroups groups = ContentGroups.of(run);
      ContentDigest after = ContentDigest.of(dumped, groups);
      ContentDigest.of(stored, groups).compare(after, findings);
    } catch (SQLException e) {
      throw RunFailure.failed(
          "What was restored could not be looked at (" + e.getMessage() + "): verify again", e);
    }
    List<String> all = new ArrayList<>(found);
    all.addAll(findings.sentences());
    return all;
  }

  private InputStream stored(RestoreRun run) {
    RestoreSource.Backup source = (RestoreSource.Backup) run.plan().source();
    return progress.watch(
        TASK, source.index().archiveLength(), source.files().archive(source.index()));
  }
}
