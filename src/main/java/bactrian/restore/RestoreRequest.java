package bactrian.restore;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What somebody asks of a restore.
 *
 * @param name the backup's name, the name of one of its files, a legacy file's name, or {@code
 *     latest}
 * @param planOnly whether to stop after the plan, with nothing touched
 * @param into the database to restore into instead of the configured one; it must not exist
 * @param inPlace whether to replace the database's content in one transaction instead of swapping
 * @param force whether to go on where a refusal allows it
 * @param jobs how many lanes load and make indexes, at least 1; empty for as many as there are
 *     cores
 * @param selection which tables
 * @param stores the stores to read from; empty for all that are configured
 */
public record RestoreRequest(
    String name,
    boolean planOnly,
    Optional<String> into,
    boolean inPlace,
    boolean force,
    OptionalInt jobs,
    Selection selection,
    List<String> stores) {
  /** The name that means the newest backup. */
  public static final String LATEST = "latest";

  /** Copies the list. */
  public RestoreRequest {
    stores = List.copyOf(stores);
  }

  /** Whether some tables are wanted beside the live ones, in schemas of their own. */
  public boolean beside() {
    return !selection.isAll() && into.isEmpty() && !inPlace;
  }

  /** The plan of restoring a backup over the configured database. */
  public static RestoreRequest planOf(String name) {
    return planOf(name, List.of());
  }

  /** The plan of restoring a backup of these stores over the configured database. */
  static RestoreRequest planOf(String name, List<String> stores) {
    return new RestoreRequest(
        name, true, Optional.empty(), false, false, OptionalInt.empty(), Selection.ALL, stores);
  }
}
