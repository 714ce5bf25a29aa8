package bactrian.verify;

import bactrian.catalog.BackupName;
import java.time.Instant;
import java.util.List;

/**
 * What the proof of one backup came to.
 *
 * @param name the backup's name
 * @param started when the proof began
 * @param finished when it was done
 * @param copies what was found about each store's copy
 */
public record VerifyOutcome(
    BackupName name, Instant started, Instant finished, List<CopyVerdict> copies) {
  /** Copies the list. */
  public VerifyOutcome {
    copies = List.copyOf(copies);
  }

  /** Whether every copy passed, and every proof was stored. */
  public boolean whole() {
    return copies.stream().allMatch(copy -> copy.passed() && copy.unwritten().isEmpty());
  }
}
