package bactrian.backup;

import java.util.List;

/**
 * What somebody asks of the list.
 *
 * @param stores the stores to ask; empty for all that are configured
 */
public record ListRequest(List<String> stores) {
  /** Copies the list. */
  public ListRequest {
    stores = List.copyOf(stores);
  }
}
