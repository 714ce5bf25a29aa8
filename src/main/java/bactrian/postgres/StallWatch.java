package bactrian.postgres;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * Ends a child that moves no bytes: a stall is the time spent waiting for a child while no backend
 * of ours works for it in the server, or the server does not answer. Time in which nobody waits for
 * the child (its reader holds it back) does not count.
 */
final class StallWatch implements AutoCloseable {
  private static final int FALSE_ALARMS = 3; // a backend is idle for a moment between statements

  private final Duration timeout;
  private final BooleanSupplier serverWorks;
  private final Runnable endChild;
  private final CountDownLatch closed = new CountDownLatch(1);

  private boolean waiting;
  private long since;
  private boolean stalled;

  /**
   * @param timeout how long the child may move nothing
   * @param serverWorks asked after that time: whether a backend of ours is active
   * @param endChild ends the child, so that whoever waits for it goes on
   */
  StallWatch(String child, Duration timeout, BooleanSupplier serverWorks, Runnable endChild) {
    this.timeout = timeout;
    this.serverWorks = serverWorks;
    this.endChild = endChild;
    Thread thread = new Thread(this::watch, "stall watch of " + child);
    thread.setDaemon(true);
    thread.start();
  }

  /** From now on somebody waits for the child. */
  synchronized void waiting() {
    waiting = true;
    since = System.nanoTime();
  }

  /** The child moved bytes. */
  synchronized void moved() {
    waiting = false;
  }

  /** Whether the child was ended because of a stall. */
  synchronized boolean stalled() {
    return stalled;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void watch() {
    try {
      int silent = 0;
      while (pause()) {
        silent = overdue() && !serverWorks.getAsBoolean() ? silent + 1 : 0;
        if (silent == FALSE_ALARMS && overdue()) {
          synchronized (this) {
            stalled = true;
          }
          endChild.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean pause() throws InterruptedException {
    return !closed.await(Math.max(20, Math.min(2_000, timeout.toMillis() / 10)), MILLISECONDS);
  }

  private synchronized boolean overdue() {
    return waiting && System.nanoTime() - since > timeout.toNanos();
  }
}
