package bactrian.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a schedule that fails must be known to somebody. */
public final class Overdue {
  private Overdue() {}

  /**
   * The slot that should have been backed up long since: the one before the last that was due. The
   * last one itself may still be at work.
   *
   * @param newest when the newest backup was taken
   * @param grace how long after its time a slot counts as due
   * @return nothing while the newest backup is from that slot or later
   */
  public static Optional<Instant> slot(Slots slots, Instant newest, Instant now, Duration grace) {
    return slots
        .lastDue(now.minus(grace))
        .flatMap(due -> slots.lastDue(due.minusSeconds(1)))
        .filter(newest::isBefore);
  }
}
