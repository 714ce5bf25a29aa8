package bactrian.restore;

import bactrian.catalog.Index;
import bactrian.postgres.WorkFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * What pg_restore is fed with: the head and the lists as small private files, the rest as a stream.
 */
public final class RestoreData {
  private static final String HEAD = "head";

  /**
   * Keeps the archive's head and the list of each step in the run's folder. No table data is kept.
   */
  public void keep(@Variable("run") RestoreRun run) throws IOException {
    WorkFolder folder = run.folder();
    RestoreSource.Backup source = run.plan().source();
    List<Index.Frame> head = source.index().frames().subList(0, 1);
    try (InputStream in = source.files().frames(head);
        OutputStream out = Files.newOutputStream(folder.newFile(HEAD))) {
      in.transferTo(out);
    }
    for (RestoreStep step : RestoreStep.values()) {
      Files.writeString(folder.newFile(list(step)), run.plan().steps().listFile(step));
    }
  }

  /** Whether a step has anything to do. */
  public boolean hasEntries(@Variable("run") RestoreRun run, @Variable("step") RestoreStep step) {
    return !run.plan().steps().isEmpty(step);
  }

  /** The whole archive; each frame is checked before its first byte is given. */
  public InputStream archive(@Variable("run") RestoreRun run) {
    RestoreSource.Backup source = run.plan().source();
    return source.files().frames(source.index().frames());
  }

  /** A script without the setting that older servers do not know. */
  public InputStream filtered(@Body InputStream script) {
    return new ScriptFilter(script);
  }

  static Path head(RestoreRun run) {
    return run.folder().path().resolve(HEAD);
  }

  static Path list(RestoreRun run, RestoreStep step) {
    return run.folder().path().resolve(list(step));
  }

  private static String list(RestoreStep step) {
    return step.name().toLowerCase(java.util.Locale.ROOT) + ".list";
  }
}
