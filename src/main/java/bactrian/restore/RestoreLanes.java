package bactrian.restore;

import bactrian.postgres.Children;
import bactrian.stream.Progress;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** What the routes call for the lanes of a restore. */
public final class RestoreLanes {
  private static final String TASK = "Loading";

  private final Children children;
  private final int cores;
  private final long frameMemory;
  private final Progress progress;

  /**
   * @param children the child processes, to end those of a run that has failed
   * @param cores how many lanes there are where nobody says how many
   * @param frameMemory how many bytes of frames may be in memory at once
   * @param progress watches the blocks that pg_restore reads
   */
  public RestoreLanes(Children children, int cores, long frameMemory, Progress progress) {
    this.children = children;
    this.cores = cores;
    this.frameMemory = frameMemory;
    this.progress = progress;
  }

  /** Shares the work out. */
  public Lanes plan(@Variable("restore") RestoreRun run) {
    RestoreSource.Backup source = run.plan().backup();
    LanePlan plan =
        LanePlan.of(
            source.head(), source.index(), run.plan().steps().orElseThrow(), jobs(run.plan()));
    return new Lanes(plan, new FrameBudget(frameMemory), progress.open(TASK, plan.bytes()));
  }

  /** How many entries are restored at once. */
  private int jobs(RestorePlan plan) {
    return plan.request().jobs().orElse(cores);
  }

  /** A number for each lane. */
  public List<Integer> numbers(@Variable("lanes") Lanes lanes) {
    return IntStream.rangeClosed(1, Math.min(lanes.plan().lanes(), lanes.plan().work().size()))
        .boxed()
        .toList();
  }

  /** The next task of a lane, or null when it has nothing more to do. */
  public RestoreTask next(@Variable("lanes") Lanes lanes) throws InterruptedException {
    return lanes.next();
  }

  /** The lane's task is done. */
  public void done(@Variable("lanes") Lanes lanes, @Variable("task") RestoreTask task) {
    lanes.done(task);
  }

  /** The lane has failed, and the others with it. */
  public void fail(
      @Variable("lanes") Lanes lanes, @Variable("restore") RestoreRun run, Exchange exchange) {
    lanes.fail(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    children.endIn(run.folder().path());
  }

  /**
   * Ends the lanes.
   *
   * @throws Exception why the first lane failed that did
   */
  public void finish(@Variable("lanes") Lanes lanes) throws Exception {
    lanes.bar().close();
    Throwable failure = lanes.failureOrNull();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (Exception) failure;
    }
  }

  /** What one phase restores after the lanes. */
  public RestoreTask late(
      @Variable("restore") RestoreRun run,
      @Variable("lanes") Lanes lanes,
      @Variable("phase") LatePhase phase) {
    return RestoreTask.ofHead(
        "post_data-" + phase.name().toLowerCase(Locale.ROOT),
        LatePhase.divide(lanes.plan().late()).getOrDefault(phase, List.of()),
        phase.sideBySide() ? jobs(run.plan()) : 1,
        0);
  }
}
