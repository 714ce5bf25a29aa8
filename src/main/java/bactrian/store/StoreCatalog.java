package bactrian.store;

import bactrian.catalog.Catalog;
import bactrian.failure.RunFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one store holds, or why it does not say.
 *
 * @param store the store's name
 * @param catalog what it holds, unless it failed
 * @param failure what was thrown, unless it answered
 */
public record StoreCatalog(String store, Optional<Catalog> catalog, Optional<Throwable> failure) {
  /**
   * The catalogs of the stores that answered, by their names, in order.
   *
   * @throws RunFailure when none answered
   */
  public static Map<String, Catalog> answered(List<StoreCatalog> stores) {
    Map<String, Catalog> catalogs = new LinkedHashMap<>();
    for (StoreCatalog store : stores) {
      store.catalog().ifPresent(catalog -> catalogs.put(store.store(), catalog));
    }
    if (catalogs.isEmpty()) {
      throw RunFailure.failed(
          stores.stream()
              .map(StoreCatalog::sentence)
              .reduce((one, other) -> one + "; " + other)
              .orElse("There is no store to ask"),
          stores.isEmpty() ? null : stores.get(0).failure().orElse(null));
    }
    return catalogs;
  }

  /** Why the store does not answer, for the operator. */
  public String sentence() {
    return failure
        .map(
            thrown ->
                bactrian.failure.Failure.firstIn(thrown)
                    .map(bactrian.failure.Failure::sentence)
                    .orElseGet(() -> "The store " + store + " failed: " + thrown.getMessage()))
        .orElse("The store " + store + " answered");
  }
}
