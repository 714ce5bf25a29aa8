package bactrian.verify;

import bactrian.catalog.BackupName;
import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proof of one backup, as far as it has come; the route variable {@code proof}.
 *
 * @param name the backup's name
 * @param level how far it is to go
 * @param started when the proof began
 * @param entries what each store that has the backup holds of it, by the store's name
 * @param silent the stores that did not say what they hold
 * @param copies what was found about each store's copy
 * @param serverVersion the version of the server that it was restored into, once it is known
 * @param restoring how long the restore took, once it was done
 */
public record ProofRun(
    BackupName name,
    Proof.Level level,
    Instant started,
    Map<String, CatalogEntry> entries,
    List<CopyVerdict> silent,
    List<CopyVerdict> copies,
    Optional<String> serverVersion,
    Optional<Duration> restoring) {
  /** Copies lists and map. */
  public ProofRun {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    silent = List.copyOf(silent);
    copies = List.copyOf(copies);
  }

  /** The stores that have the backup. */
  public List<String> stores() {
    return List.copyOf(entries.keySet());
  }

  /** Whether there is a proof to write. */
  public boolean judged() {
    return copies.stream().anyMatch(copy -> copy.result().isPresent());
  }

  ProofRun found(List<CopyVerdict> verdicts) {
    return new ProofRun(name, level, started, entries, silent, verdicts, serverVersion, restoring);
  }

  ProofRun on(String version) {
    return new ProofRun(
        name, level, started, entries, silent, copies, Optional.of(version), restoring);
  }

  ProofRun restoredIn(Duration time) {
    return new ProofRun(
        name, level, started, entries, silent, copies, serverVersion, Optional.of(time));
  }

  /** Whether what was restored is dumped again. */
  public boolean dumps() {
    return level == Proof.Level.FULL;
  }

  /** Whether it is restored now: what is damaged is not. */
  public boolean restores() {
    return level != Proof.Level.CHECKSUM && copies.stream().anyMatch(CopyVerdict::passed);
  }
}
