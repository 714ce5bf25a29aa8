package bactrian.backup;

import bactrian.catalog.Catalog;
import bactrian.catalog.StoredName;
import bactrian.failure.ExitCode;
import bactrian.retention.Decision;
import bactrian.retention.Policy;
import bactrian.retention.Retention;
import bactrian.store.ConfiguredStores;
import bactrian.store.StoreCatalog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies retention to each store by itself. */
public final class Pruning {
  private static final Logger LOG = LoggerFactory.getLogger(Pruning.class);

  private final ConfiguredStores stores;
  private final Policy policy;
  private final String alias;
  private final Clock clock;

  /**
   * @param alias whose backups the policy is for; all others stay
   */
  public Pruning(ConfiguredStores stores, Policy policy, String alias, Clock clock) {
    this.stores = stores;
    this.policy = policy;
    this.alias = alias;
    this.clock = clock;
  }

  /** What is asked; null asks for all stores, for real. */
  public PruneRequest request(@Body PruneRequest request) {
    PruneRequest asked = request == null ? new PruneRequest(List.of(), false) : request;
    return new PruneRequest(stores.chosen(asked.stores()), asked.dryRun());
  }

  /** What a backup asks afterwards: the stores that took it. */
  public PruneRequest afterBackup(@Variable("run") BackupRun run) {
    return new PruneRequest(run.surviving(), false);
  }

  /** The decision on every backup of every store that answers; of any other is warned. */
  public List<Pruned> plan(@Body List<StoreCatalog> catalogs) {
    catalogs.stream()
        .filter(store -> store.failure().isPresent())
        .forEach(
            store -> LOG.warn("The store {} is not pruned: {}", store.store(), store.sentence()));
    List<Pruned> plan = new ArrayList<>();
    StoreCatalog.answered(catalogs)
        .forEach(
            (store, catalog) -> {
              for (Decision decision : Retention.plan(policy, alias, catalog, clock.instant())) {
                plan.add(
                    new Pruned(store, decision, files(catalog, decision), Optional.empty(), false));
              }
            });
    return plan;
  }

  private static List<StoredName> files(Catalog catalog, Decision decision) {
    return catalog.find(decision.name()).orElseThrow().files();
  }

  /** A backup that could not be removed: the next run tries again. */
  public Pruned failed(@Variable("pruned") Pruned pruned, Exchange exchange) {
    StoreOutcome outcome =
        StoreOutcome.failed(
            pruned.store(), exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    return new Pruned(
        pruned.store(),
        pruned.decision(),
        pruned.files(),
        outcome.failure().map(StoreOutcome.Reason::sentence),
        outcome.failure().filter(reason -> reason.exitCode() == ExitCode.REFUSED).isPresent());
  }

  /** The backup's outcome with what was removed after it. */
  public BackupOutcome pruned(@Variable("outcome") BackupOutcome outcome, @Body List<Pruned> plan) {
    return outcome.withPruned(plan.stream().filter(pruned -> !pruned.decision().keep()).toList());
  }
}
