package bactrian.wiring;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's sign of life, given every few seconds by a thread of its own: the one thread of the
 * schedule is at work for as long as a backup takes.
 */
public final class Pulse implements AutoCloseable {
  /** A worker that was not heard of for so long has hung, or was killed. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final long BEAT_SECONDS = 5;

  private final PulseFile file;
  private final Supplier<List<String>> troubles;
  private final Clock clock;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pulse");
            thread.setDaemon(true);
            return thread;
          });
  private boolean warned;

  /**
   * Starts to beat.
   *
   * @param troubles gives a sentence for each thing that is wrong now
   */
  Pulse(PulseFile file, Supplier<List<String>> troubles, Clock clock) {
    this.file = file;
    this.troubles = troubles;
    this.clock = clock;
    var unused = heart.scheduleWithFixedDelay(this::beat, 0, BEAT_SECONDS, TimeUnit.SECONDS);
  }

  private void beat() {
    try {
      file.write(new PulseFile.Beat(clock.instant(), troubles.get()));
      warned = false;
    } catch (IOException | RuntimeException e) {
      if (!warned) {
        LOG.warn(
            "'ak healthcheck' will not find this worker, which works all the same: {}",
            e.toString());
      }
      warned = true;
    }
  }

  /** Ends it: from now on there is no worker here. */
  @Override
  public void close() {
    heart.shutdownNow();
    try {
      if (heart.awaitTermination(BEAT_SECONDS, TimeUnit.SECONDS)) {
        file.delete();
      }
    } catch (IOException e) {
      LOG.debug("The sign of life stays until it is too old", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
