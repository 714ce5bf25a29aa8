package bactrian.backup;

import bactrian.catalog.BackupName;
import bactrian.catalog.Manifest;
import bactrian.postgres.ClientTool;
import bactrian.postgres.DatabaseLock;
import bactrian.postgres.ServerFacts;
import bactrian.postgres.WorkFolder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a backup, as far as it has come; the route variable {@code run}.
 *
 * @param plan what preflight found
 * @param lock the database's lock, once claimed
 * @param name the backup's name, once claimed
 * @param slotHeld whether a store holds the slot's backup already, so that there is nothing to do
 * @param dump the dump, once started
 * @param outcomes what became of the archive in each store; a store that failed later has failed
 * @param files the files that were stored
 * @param globals what the globals file holds
 * @param manifest what was published, once it was
 */
public record BackupRun(
    Plan plan,
    Optional<DatabaseLock> lock,
    Optional<BackupName> name,
    boolean slotHeld,
    Optional<StartedDump> dump,
    List<StoreOutcome> outcomes,
    List<Manifest.HashedFile> files,
    Manifest.Globals globals,
    Optional<Manifest> manifest) {

  /**
   * What preflight found.
   *
   * @param request what was asked
   * @param started when the run began
   * @param stores where the backup goes
   * @param server what the server said of itself
   * @param pgDump the program that dumps
   * @param folder the run's private folder, with its pass file
   */
  public record Plan(
      BackupRequest request,
      Instant started,
      List<String> stores,
      ServerFacts server,
      ClientTool pgDump,
      WorkFolder folder) {
    /** Copies the list. */
    public Plan {
      stores = List.copyOf(stores);
    }
  }

  /** Copies the lists. */
  public BackupRun {
    outcomes = List.copyOf(outcomes);
    files = List.copyOf(files);
  }

  static BackupRun planned(Plan plan) {
    return new BackupRun(
        plan,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        List.of(),
        List.of(),
        new Manifest.Globals(Manifest.Globals.State.ABSENT, List.of("nothing was read yet")),
        Optional.empty());
  }

  BackupRun locked(DatabaseLock held) {
    return new BackupRun(
        plan, Optional.of(held), name, slotHeld, dump, outcomes, files, globals, manifest);
  }

  BackupRun named(BackupName chosen, boolean held) {
    return new BackupRun(
        plan, lock, Optional.of(chosen), held, dump, outcomes, files, globals, manifest);
  }

  BackupRun dumping(StartedDump started) {
    return new BackupRun(
        plan, lock, name, slotHeld, Optional.of(started), outcomes, files, globals, manifest);
  }

  BackupRun withGlobals(Manifest.Globals state) {
    return new BackupRun(plan, lock, name, slotHeld, dump, outcomes, files, state, manifest);
  }

  BackupRun published(Manifest done) {
    return new BackupRun(
        plan, lock, name, slotHeld, dump, outcomes, files, globals, Optional.of(done));
  }

  /** After a file went to the surviving stores: those that failed now have failed for good. */
  BackupRun stored(List<StoreOutcome> ofFile, Optional<Manifest.HashedFile> file) {
    Map<String, StoreOutcome> merged = new LinkedHashMap<>();
    outcomes.forEach(before -> merged.put(before.store(), before));
    for (StoreOutcome now : ofFile) {
      merged.merge(
          now.store(),
          now,
          (before, after) ->
              before.failure().isPresent() || after.failure().isEmpty() ? before : after);
    }
    List<Manifest.HashedFile> all = new ArrayList<>(files);
    file.ifPresent(all::add);
    return new BackupRun(
        plan, lock, name, slotHeld, dump, List.copyOf(merged.values()), all, globals, manifest);
  }

  /** After stores could not even say what they hold: they have failed before they began. */
  BackupRun without(List<StoreOutcome> unreachable) {
    return stored(unreachable, Optional.empty());
  }

  /** The stores that the archive goes to. */
  List<String> reachable() {
    return plan.stores().stream()
        .filter(store -> outcomes.stream().noneMatch(o -> o.store().equals(store)))
        .toList();
  }

  /** The stores that have taken every file so far. */
  List<String> surviving() {
    return outcomes.stream()
        .filter(outcome -> outcome.stored().isPresent())
        .map(StoreOutcome::store)
        .toList();
  }

  /** The name, after the claim. */
  BackupName claimedName() {
    return name.orElseThrow();
  }

  /** The dump's result, once every store has ended. */
  DumpResult dumped() throws java.io.IOException {
    return dump.orElseThrow().pump().orElseThrow().result();
  }
}
