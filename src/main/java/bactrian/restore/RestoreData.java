package bactrian.restore;

import bactrian.postgres.WorkFolder;
import bactrian.stream.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
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

  /** Keeps the archive's head in the run's folder. No table data is kept. */
  public void keep(@Variable("restore") RestoreRun run) throws IOException {
    RestoreSource.Backup source = run.plan().backup();
    try (InputStream in = source.files().head(source.index());
        OutputStream out = Files.newOutputStream(run.folder().newFile(HEAD))) {
      in.transferTo(out);
    }
  }

  /** The task of a whole step, which needs no block. */
  public RestoreTask step(@Variable("restore") RestoreRun run, @Variable("step") RestoreStep step) {
    return RestoreTask.ofHead(
        step.name().toLowerCase(Locale.ROOT), run.plan().steps().orElseThrow().entries(step), 1, 0);
  }

  /** The task of everything at once. */
  public RestoreTask whole() {
    return RestoreTask.WHOLE;
  }

  /** Whether a task has anything to do. */
  public boolean hasEntries(@Variable("task") RestoreTask task) {
    return !task.entries().isEmpty();
  }

  /**
   * What pg_restore reads on its standard input, null for nothing; each frame of a backup is
   * checked before its first byte is given. Writes the task's list.
   */
  public InputStream archive(
      @Variable("restore") RestoreRun run,
      @Variable("task") RestoreTask task,
      @Variable("lanes") Lanes lanes)
      throws IOException {
    if (task.source() == RestoreTask.Source.ARCHIVE) {
      return whole(run.plan());
    }
    WorkFolder folder = run.folder();
    Files.writeString(folder.newFile(list(task)), task.list());
    if (task.source() == RestoreTask.Source.HEAD) {
      return null;
    }
    RestoreSource.Backup source = run.plan().backup();
    return new LaneBytes(
        Files.newInputStream(head(run)),
        source.files().cursor(source.index(), lanes.budget()),
        task.slices(),
        source.head().header().intSize(),
        lanes.bar());
  }

  private InputStream whole(RestorePlan plan) throws IOException {
    if (plan.source() instanceof RestoreSource.Legacy legacy) {
      return progress.watch(TASK, -1, legacy.open().stream());
    }
    RestoreSource.Backup source = plan.backup();
    return progress.watch(
        TASK, source.index().archiveLength(), source.files().archive(source.index()));
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
    return OneTransaction.inPlace(
        script,
        lockTimeout,
        RowCheck.of(source.head(), source.index().entries()),
        run.lock()::check);
  }

  static Path head(RestoreRun run) {
    return run.folder().path().resolve(HEAD);
  }

  static Path list(RestoreRun run, RestoreTask task) {
    return run.folder().path().resolve(list(task));
  }

  private static String list(RestoreTask task) {
    return task.name() + ".list";
  }
}
