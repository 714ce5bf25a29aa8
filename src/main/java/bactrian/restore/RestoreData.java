package bactrian.restore;

import bactrian.catalog.Index;
import bactrian.postgres.WorkFolder;
import bactrian.stream.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * What pg_restore is fed with: the head and the lists as small private files, the rest as a stream.
 */
public final class RestoreData {
  private static final String HEAD = "head";
  private static final String TASK = "Loading";

  private final Duration lockTimeout;
  private final Progress progress;

  /**
   * @param lockTimeout how long a restore in place waits for other sessions, object by object
   * @param progress watches the archive that pg_restore reads
   */
  public RestoreData(Duration lockTimeout, Progress progress) {
    this.lockTimeout = lockTimeout;
    this.progress = progress;
  }

  /**
   * Keeps the archive's head and the list of each step in the run's folder. No table data is kept.
   */
  public void keep(@Variable("restore") RestoreRun run) throws IOException {
    WorkFolder folder = run.folder();
    RestoreSource.Backup source = run.plan().backup();
    List<Index.Frame> head = source.index().frames().subList(0, 1);
    try (InputStream in = source.files().frames(head);
        OutputStream out = Files.newOutputStream(folder.newFile(HEAD))) {
      in.transferTo(out);
    }
    RestoreSteps steps = run.plan().steps().orElseThrow();
    for (RestoreStep step : RestoreStep.values()) {
      Files.writeString(folder.newFile(list(step)), steps.listFile(step));
    }
  }

  /** Whether a step has anything to do. */
  public boolean hasEntries(
      @Variable("restore") RestoreRun run, @Variable("step") RestoreStep step) {
    return !run.plan().steps().orElseThrow().isEmpty(step);
  }

  /** The whole archive; each frame of a backup is checked before its first byte is given. */
  public InputStream archive(
      @Variable("restore") RestoreRun run, @Variable("step") RestoreStep step) throws IOException {
    // The other steps read little more than the head of it.
    Progress watching = step == RestoreStep.DATA ? progress : Progress.NONE;
    if (run.plan().source() instanceof RestoreSource.Legacy legacy) {
      return watching.watch(TASK, -1, legacy.open().stream());
    }
    RestoreSource.Backup source = run.plan().backup();
    List<Index.Frame> frames = source.index().frames();
    Index.Frame last = frames.get(frames.size() - 1);
    return watching.watch(TASK, last.rawOffset() + last.rawLength(), source.files().frames(frames));
  }

  /** pg_restore's script as psql is to run it. */
  public InputStream script(@Variable("restore") RestoreRun run, @Body InputStream written) {
    boolean inPlace = run.plan().request().inPlace();
    InputStream script = inPlace ? new WithoutTransaction(written) : written;
    if (run.plan().tool().orElseThrow().scriptPath()) {
      script = new ScriptFilter(script);
    }
    if (!inPlace) {
      return script;
    }
    RestoreSource.Backup source = run.plan().backup();
    return new InPlaceScript(
        script,
        lockTimeout,
        RowCheck.of(source.head(), source.index().entries()),
        run.lock()::check);
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
