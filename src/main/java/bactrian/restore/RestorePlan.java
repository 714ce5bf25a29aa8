package bactrian.restore;

import bactrian.catalog.Index;
import bactrian.postgres.ClientTool;
import bactrian.postgres.Refusal;
import bactrian.postgres.RestoreTool;
import bactrian.postgres.ServerFacts;
import java.util.List;
import java.util.Optional;

/**
 * What a restore would do, found without touching anything.
 *
 * @param request what was asked
 * @param source what is restored
 * @param steps every entry of the archive's head, in the step that restores it; nothing for a plain
 *     script
 * @param database the database to put in place
 * @param exists whether there is a database of that name now
 * @param server what the server said of itself
 * @param tool the pg_restore that is used, and whether through a script; nothing for a plain script
 * @param psql the psql that runs scripts, where there is one to run
 * @param refusals what stands against it
 * @param remarks what the operator should know
 * @param facts what else the server told
 */
public record RestorePlan(
    RestoreRequest request,
    RestoreSource source,
    Optional<RestoreSteps> steps,
    String database,
    boolean exists,
    ServerFacts server,
    Optional<RestoreTool> tool,
    Optional<ClientTool> psql,
    List<Refusal> refusals,
    List<String> remarks,
    PlanFacts facts) {
  /** Copies the lists. */
  public RestorePlan {
    refusals = List.copyOf(refusals);
    remarks = List.copyOf(remarks);
  }

  RestorePlan refusing(List<Refusal> found) {
    return new RestorePlan(
        request, source, steps, database, exists, server, tool, psql, found, remarks, facts);
  }

  /** The backup of ours that is restored. */
  RestoreSource.Backup backup() {
    if (source instanceof RestoreSource.Backup backup) {
      return backup;
    }
    throw new IllegalStateException(source.name() + " is no backup of ours");
  }

  /**
   * A restore that tells how long this one takes about; nothing for one in place, which goes
   * another way.
   */
  public Optional<EarlierRestore> earlier() {
    return !request.inPlace()
            && facts.needed().isPresent()
            && source instanceof RestoreSource.Backup
        ? backup().earlier()
        : Optional.empty();
  }

  /** The entries with data that are restored, of a backup of ours. */
  List<Index.Entry> blocks() {
    return backup().blocks(steps.orElseThrow());
  }

  /** Whether a legacy file is restored. */
  public boolean legacy() {
    return source instanceof RestoreSource.Legacy;
  }

  /** Whether what is restored is a plain script. */
  public boolean plainScript() {
    return tool.isEmpty();
  }

  /** Whether pg_restore writes a script for psql, instead of going into the database itself. */
  public boolean throughScript() {
    return tool.isPresent() && (request.inPlace() || tool.get().scriptPath());
  }
}
