package bactrian.backup;

import bactrian.catalog.BackupSummary;
import bactrian.store.ConfiguredStores;
import bactrian.store.StoreCatalog;
import java.util.List;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The list of all backups over the stores. */
public final class Listing {
  private static final Logger LOG = LoggerFactory.getLogger(Listing.class);
  private final ConfiguredStores stores;

  /** Lists these stores. */
  public Listing(ConfiguredStores stores) {
    this.stores = stores;
  }

  /** The stores to ask; all for a null request. */
  public List<String> stores(@Body ListRequest request) {
    return stores.chosen(request == null ? List.of() : request.stores());
  }

  /** One line a backup, newest first; a store that does not answer is warned of. */
  public List<BackupSummary> summaries(@Body List<StoreCatalog> catalogs) {
    List<BackupSummary> lines = BackupSummary.of(StoreCatalog.answered(catalogs));
    catalogs.stream()
        .filter(store -> store.failure().isPresent())
        .forEach(
            store -> LOG.warn("The store {} is left out: {}", store.store(), store.sentence()));
    return lines;
  }
}
