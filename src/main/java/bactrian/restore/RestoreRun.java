package bactrian.restore;

import bactrian.postgres.ClientTool;
import bactrian.postgres.DatabaseLock;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.Swapped;
import bactrian.postgres.WorkFolder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a restore, as far as it has come; the route variable {@code restore}, beside which a
 * backup on the way has its own.
 *
 * @param plan what was found before
 * @param id tells this run from others, in the marks on the databases
 * @param folder the run's private folder: the pass file, the head, the lists of entries
 * @param lock the database's lock
 * @param server how to reach the server that is restored into
 * @param side the side database, once it was created
 * @param swapped the swap, once it happened
 */
public record RestoreRun(
    RestorePlan plan,
    String id,
    WorkFolder folder,
    DatabaseLock lock,
    JdbcSource server,
    Optional<String> side,
    Optional<Swapped> swapped) {
  /** A run that has its lock and its folder, and has done nothing yet. */
  public static RestoreRun claimed(
      RestorePlan plan, String id, WorkFolder folder, DatabaseLock lock, JdbcSource server) {
    return new RestoreRun(plan, id, folder, lock, server, Optional.empty(), Optional.empty());
  }

  /** The run with the fresh database that it fills. */
  public RestoreRun filling(String database) {
    return new RestoreRun(plan, id, folder, lock, server, Optional.of(database), swapped);
  }

  RestoreRun swappedBy(Swapped swap) {
    return new RestoreRun(plan, id, folder, lock, server, side, Optional.of(swap));
  }

  /** The database that is being filled. */
  public JdbcSource filled() {
    return server.withDatabase(side.orElse(plan.database()));
  }

  /**
   * What the sessions that do a task have beside the settings of all.
   *
   * @param taskOrNull null for a script, which is no task
   */
  Map<String, String> settings(RestoreTask taskOrNull) {
    if (taskOrNull == null) {
      return Map.of();
    }
    Map<String, String> settings =
        new HashMap<>(LockPatience.settings(taskOrNull, plan.server().superuser()));
    settings.putAll(
        IndexMemory.settings(taskOrNull, plan.facts().maintenanceMemory(), plan.server().major()));
    return settings;
  }

  /** The psql of the plan. */
  ClientTool psql() {
    return plan.psql().orElseThrow();
  }

  /** The pg_restore of the plan. */
  ClientTool pgRestore() {
    return plan.tool().orElseThrow().tool();
  }
}
