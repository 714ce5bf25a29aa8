package bactrian.restore;

import java.util.concurrent.Semaphore;

/**
 * The memory that the frames of all lanes share. A frame is in memory whole, since none of it may
 * be given before its hash was found right; where frames do not compress, a lane waits until
 * another one is done with its own.
 */
final class FrameBudget {
  private static final int KIBIBYTE = 1024;
  private final int most;
  private final Semaphore free;

  /**
   * @param bytes the sum that frames may have; one frame alone may have more
   */
  FrameBudget(long bytes) {
    this.most = (int) Math.max(1, Math.min(bytes / KIBIBYTE, Integer.MAX_VALUE));
    this.free = new Semaphore(most, true);
  }

  /** Waits until a frame of this length may be held. */
  void take(long length) {
    free.acquireUninterruptibly(permits(length));
  }

  /** A frame of this length is no longer held. */
  void give(long length) {
    free.release(permits(length));
  }

  private int permits(long length) {
    return (int) Math.min(most, length / KIBIBYTE + 1);
  }
}
