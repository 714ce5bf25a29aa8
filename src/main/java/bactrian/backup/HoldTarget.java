package bactrian.backup;

import bactrian.catalog.BackupName;
import java.util.List;

/**
 * A backup that is to be held or let go; the route variable {@code backup}.
 *
 * @param name its name
 * @param held the stores that have it whole, with a hold
 * @param loose the stores that have it whole, without one
 * @param silent the stores that do not answer
 */
public record HoldTarget(
    BackupName name, List<String> held, List<String> loose, List<HoldOutcome.InStore> silent) {
  /** Copies the lists. */
  public HoldTarget {
    held = List.copyOf(held);
    loose = List.copyOf(loose);
    silent = List.copyOf(silent);
  }
}
