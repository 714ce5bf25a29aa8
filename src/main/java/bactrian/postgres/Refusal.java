package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A reason not to begin.
 *
 * @param reason what stands against it, as a clause without a full stop
 * @param help the line that helps: SQL to run, or what to do
 * @param forceAllows whether {@code --force} goes on all the same
 */
public record Refusal(String reason, String help, boolean forceAllows) {
  static Refusal of(String reason, String help) {
    return new Refusal(reason, help, false);
  }

  /** Reason and help, as one sentence. */
  public String sentence() {
    return reason + ": " + help + (forceAllows ? " (--force goes on all the same)" : "") + ".";
  }

  /**
   * Refuses the run unless there is no reason against it.
   *
   * @param force whether what {@code --force} allows is allowed
   * @throws RunFailure {@code refused}, with every reason that stands
   */
  public static void require(List<Refusal> refusals, boolean force) {
    List<Refusal> standing =
        refusals.stream().filter(refusal -> !(force && refusal.forceAllows())).toList();
    if (!standing.isEmpty()) {
      throw RunFailure.refused(
          standing.stream().map(Refusal::sentence).collect(Collectors.joining(" ")));
    }
  }
}
