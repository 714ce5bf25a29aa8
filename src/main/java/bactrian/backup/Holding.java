package bactrian.backup;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.CatalogEntry;
import bactrian.catalog.StoredName;
import bactrian.failure.RunFailure;
import bactrian.store.ConfiguredStores;
import bactrian.store.Copy;
import bactrian.store.StoreCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Puts holds on backups and takes them off. */
public final class Holding {
  private static final String LATEST = "latest";

  private final ConfiguredStores stores;
  private final String alias;

  /**
   * @param alias of whose backups {@code latest} is the newest
   */
  public Holding(ConfiguredStores stores, String alias) {
    this.stores = stores;
    this.alias = alias;
  }

  /**
   * The name that was asked for.
   *
   * @throws RunFailure with exit status 2 when there is none
   */
  public String asked(@Body String name) {
    if (name == null || name.isBlank()) {
      throw RunFailure.usage("Name a backup: `ak listbackups` shows what there is");
    }
    return name;
  }

  /** Every store: one that forgot a hold would lose the backup. */
  public List<String> stores() {
    return stores.names();
  }

  /**
   * The backup that is meant.
   *
   * @throws RunFailure with exit status 3 when no store that answers has it whole
   */
  public HoldTarget find(@Variable("asked") String asked, @Body List<StoreCatalog> stores) {
    Map<String, Catalog> catalogs = StoreCatalog.answered(stores);
    BackupName name =
        (asked.equals(LATEST) ? latest(catalogs.values()) : BackupName.fromUser(asked))
            .filter(named -> catalogs.values().stream().anyMatch(c -> c.find(named).isPresent()))
            .orElseThrow(() -> RunFailure.notFound(notFound(asked)));
    List<String> held = new ArrayList<>();
    List<String> loose = new ArrayList<>();
    catalogs.forEach(
        (store, catalog) ->
            catalog.find(name).ifPresent(entry -> (entry.held() ? held : loose).add(store)));
    return new HoldTarget(
        name,
        held,
        loose,
        stores.stream()
            .filter(store -> store.failure().isPresent())
            .map(store -> new HoldOutcome.InStore(store.store(), Optional.of(store.sentence())))
            .toList());
  }

  private static String notFound(String asked) {
    return (asked.equals(LATEST) ? "There is no backup yet" : "There is no backup " + asked)
        + ": `ak listbackups` shows what there is";
  }

  private Optional<BackupName> latest(Collection<Catalog> catalogs) {
    return catalogs.stream()
        .flatMap(catalog -> catalog.latest(alias).stream())
        .map(CatalogEntry.Complete::name)
        .max(Comparator.naturalOrder());
  }

  /** The stores that are to get a hold. */
  public List<String> withoutHold(@Variable("backup") HoldTarget backup) {
    return backup.loose();
  }

  /** The stores whose hold is to go. */
  public List<String> withHold(@Variable("backup") HoldTarget backup) {
    return backup.held();
  }

  /** The hold on its way into a store. */
  public Copy copy(@Variable("backup") HoldTarget backup, @Variable("store") String store) {
    return SmallFile.hold(backup.name()).copies(List.of(store)).get(0);
  }

  /** The name of the hold's file. */
  public String file(@Variable("backup") HoldTarget backup) {
    return StoredName.hold(backup.name()).toString();
  }

  /** A store that is as asked. */
  public HoldOutcome.InStore done(@Variable("store") String store) {
    return new HoldOutcome.InStore(store, Optional.empty());
  }

  /** A store that failed. */
  public HoldOutcome.InStore failed(@Variable("store") String store, Exchange exchange) {
    Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    return new HoldOutcome.InStore(
        store, StoreOutcome.failed(store, thrown).failure().map(StoreOutcome.Reason::sentence));
  }

  /**
   * What became of it in all stores.
   *
   * @param changed those that were not as asked before
   */
  public HoldOutcome outcome(
      @Variable("backup") HoldTarget backup, @Body List<HoldOutcome.InStore> changed) {
    Map<String, HoldOutcome.InStore> all = new TreeMap<>();
    backup.held().forEach(store -> all.put(store, done(store)));
    backup.loose().forEach(store -> all.put(store, done(store)));
    backup.silent().forEach(store -> all.put(store.store(), store));
    changed.forEach(store -> all.put(store.store(), store));
    return new HoldOutcome(backup.name(), List.copyOf(all.values()));
  }
}
