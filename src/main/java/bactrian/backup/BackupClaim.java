package bactrian.backup;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.failure.RunFailure;
import bactrian.postgres.DatabaseLock;
import bactrian.store.StoreCatalog;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Claims the database and fixes the backup's name; publishing never renames. */
public final class BackupClaim {
  private final BackupPreflight preflight;
  private final String database;
  private final String alias;
  private final Clock clock;

  /**
   * @param database the name of the database on its server
   * @param alias the first part of the backup's name
   */
  public BackupClaim(BackupPreflight preflight, String database, String alias, Clock clock) {
    this.preflight = preflight;
    this.database = database;
    this.alias = alias;
    this.clock = clock;
  }

  /**
   * Takes the database's lock, unless the caller holds it.
   *
   * @throws RunFailure with exit status 5 when somebody else holds it
   */
  public BackupRun lock(@Variable("run") BackupRun run) {
    return run.locked(
        run.plan()
            .request()
            .lock()
            .orElseGet(() -> DatabaseLock.tryAcquire(preflight.admin(), database)));
  }

  /**
   * Fixes the name: the slot's, or the first second from now for which no store holds any file.
   *
   * @param stores what each store holds
   */
  public BackupRun name(@Variable("run") BackupRun run, @Body List<StoreCatalog> stores) {
    Collection<Catalog> catalogs = StoreCatalog.answered(stores).values();
    BackupRun reached =
        run.without(
            stores.stream()
                .filter(store -> store.failure().isPresent())
                .map(store -> StoreOutcome.failed(store.store(), store.failure().get()))
                .toList());
    return named(reached, catalogs);
  }

  private BackupRun named(BackupRun run, Collection<Catalog> catalogs) {
    Optional<Instant> slot = run.plan().request().slot();
    if (slot.isPresent()) {
      BackupName name = new BackupName(alias, slot.get());
      boolean held = catalogs.stream().anyMatch(c -> c.find(name).isPresent());
      if (!held && taken(catalogs, name)) {
        throw RunFailure.busy(
            "A store holds files under the name "
                + name
                + " that are no whole backup: another database writes backups under this alias, or"
                + " a manifest was lost; remove those files, or give each database a directory of"
                + " its own");
      }
      return run.named(name, held);
    }
    BackupName name = new BackupName(alias, clock.instant().truncatedTo(ChronoUnit.SECONDS));
    while (taken(catalogs, name)) {
      name = new BackupName(alias, name.taken().plusSeconds(1));
    }
    return run.named(name, false);
  }

  private static boolean taken(Collection<Catalog> catalogs, BackupName name) {
    return catalogs.stream().anyMatch(catalog -> catalog.isTaken(name));
  }
}
