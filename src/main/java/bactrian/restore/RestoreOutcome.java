package bactrian.restore;

import java.util.List;
import java.util.Optional;

/**
 * What a restore came to.
 *
 * @param plan the plan
 * @param done whether anything was done beside planning
 * @param safety the name of the backup that was made before, if one was
 * @param schemas the new schemas of tables that were restored beside live ones
 * @param kept the name under which the replaced database is kept, if there was one
 */
public record RestoreOutcome(
    RestorePlan plan,
    boolean done,
    Optional<String> safety,
    List<String> schemas,
    Optional<String> kept) {
  /** Copies the list. */
  public RestoreOutcome {
    schemas = List.copyOf(schemas);
  }
}
