package bactrian.retention;

import java.time.Duration;
import java.util.Optional;

/**
 * How long backups stay: a backup stays if any of these rules keeps it.
 *
 * @param keepLast the newest so many
 * @param keepDaily the newest of each of the last so many days that have backups, in UTC
 * @param keepWeekly the same of ISO weeks
 * @param keepMonthly the same of months
 * @param keepYearly the same of years
 * @param keepWithin all that are younger than this
 */
public record Policy(
    int keepLast,
    int keepDaily,
    int keepWeekly,
    int keepMonthly,
    int keepYearly,
    Optional<Duration> keepWithin) {
  /** The last ten, and no other rule. */
  public static final Policy DEFAULT = new Policy(10, 0, 0, 0, 0, Optional.empty());

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException for one below zero
   */
  public Policy {
    if (keepLast < 0 || keepDaily < 0 || keepWeekly < 0 || keepMonthly < 0 || keepYearly < 0) {
      throw new IllegalArgumentException("a rule keeps none or more");
    }
    if (keepWithin.isPresent() && keepWithin.get().isNegative()) {
      throw new IllegalArgumentException("no age is negative");
    }
  }
}
