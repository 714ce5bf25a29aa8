package bactrian.restore;

import java.util.List;

/**
 * Which backup somebody wants to look into.
 *
 * @param name the backup's name, the name of one of its files, a legacy file's name, or {@code
 *     latest}
 * @param stores the stores to read from; empty for all that are configured
 */
public record ShowRequest(String name, List<String> stores) {
  /** Copies the list. */
  public ShowRequest {
    stores = List.copyOf(stores);
  }
}
