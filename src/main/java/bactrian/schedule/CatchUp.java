package bactrian.schedule;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** What to make up after the service was down. */
public final class CatchUp {
  private CatchUp() {}

  /**
   * The last slot that was due, if no backup was taken at it or since; earlier missed slots would
   * hold the same data. Nothing when there is no backup at all: who has just installed the program
   * waits for the schedule.
   *
   * @param slots the schedule
   * @param taken the instants in the names of the complete backups of the alias, in any order
   * @param now when the service starts; a backup from after it, left by a clock that was wrong,
   *     stands for no slot
   */
  public static Optional<Instant> due(Slots slots, Collection<Instant> taken, Instant now) {
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    return slots
        .lastDue(now)
        .filter(slot -> taken.stream().noneMatch(at -> !at.isBefore(slot) && !at.isAfter(now)));
  }
}
