package bactrian.store;

import bactrian.failure.RunFailure;
import java.util.List;

/**
 * The stores of the settings.
 *
 * @param names their names, in the order of the settings
 */
public record ConfiguredStores(List<String> names) {
  /** Copies the list. */
  public ConfiguredStores {
    names = List.copyOf(names);
  }

  /**
   * The stores that are meant.
   *
   * @param asked what was asked for; empty for all
   * @throws RunFailure with exit status 2 for a store that the settings do not have
   */
  public List<String> chosen(List<String> asked) {
    for (String store : asked) {
      if (!names.contains(store)) {
        throw RunFailure.usage(
            "There is no store %s: postgresql.backup.stores has %s"
                .formatted(store, String.join(", ", names)));
      }
    }
    return asked.isEmpty() ? names : asked;
  }
}
