package bactrian.backup;

import java.util.List;

/**
 * What somebody asks of retention.
 *
 * @param stores the stores to prune; empty for all that are configured
 * @param dryRun whether only the plan is wanted
 */
public record PruneRequest(List<String> stores, boolean dryRun) {
  /** Copies the list. */
  public PruneRequest {
    stores = List.copyOf(stores);
  }
}
