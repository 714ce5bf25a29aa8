package bactrian.restore;

import bactrian.postgres.Refusal;
import bactrian.postgres.RestoreTool;
import bactrian.postgres.ServerFacts;
import java.util.List;

/**
 * What a restore would do, found without touching anything.
 *
 * @param request what was asked
 * @param source what is restored
 * @param steps every entry of the archive's head, in the step that restores it
 * @param database the database to put in place
 * @param exists whether there is a database of that name now
 * @param server what the server said of itself
 * @param tool the pg_restore that is used, and whether through a script
 * @param refusals what stands against it
 * @param remarks what the operator should know
 */
public record RestorePlan(
    RestoreRequest request,
    RestoreSource.Backup source,
    RestoreSteps steps,
    String database,
    boolean exists,
    ServerFacts server,
    RestoreTool tool,
    List<Refusal> refusals,
    List<String> remarks) {
  /** Copies the lists. */
  public RestorePlan {
    refusals = List.copyOf(refusals);
    remarks = List.copyOf(remarks);
  }
}
