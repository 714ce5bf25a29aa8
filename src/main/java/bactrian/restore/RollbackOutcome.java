package bactrian.restore;

import bactrian.postgres.MarkedDatabase;
import bactrian.postgres.RollbackPlan;
import bactrian.postgres.Swapped;
import java.util.List;
import java.util.Optional;

/**
 * What a rollback came to, or would do.
 *
 * @param request what was asked
 * @param plan what would be put back; nothing for a discard
 * @param kept what swaps have kept, newest first; for a discard, what is or was dropped
 * @param swapped the swap back, once it happened
 */
public record RollbackOutcome(
    RollbackRequest request,
    Optional<RollbackPlan> plan,
    List<MarkedDatabase> kept,
    Optional<Swapped> swapped) {
  /** Copies the list. */
  public RollbackOutcome {
    kept = List.copyOf(kept);
  }
}
