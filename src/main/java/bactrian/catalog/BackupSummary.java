package bactrian.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One line of the list: what all stores together say of one backup.
 *
 * @param name the backup's name, or a legacy file's
 * @param kind what it is
 * @param taken when it was taken
 * @param size the bytes that one store keeps for it
 * @param manifest what its manifest says, if there is one that can be read
 * @param stores where it is
 * @param held whether a hold keeps it from retention
 * @param proofs when proofs of it were made, oldest first
 * @param newest the newest proof of each store's copy that has one
 * @param problem why it cannot be restored, if so
 */
public record BackupSummary(
    String name,
    Kind kind,
    Instant taken,
    long size,
    Optional<Manifest> manifest,
    List<String> stores,
    boolean held,
    List<Instant> proofs,
    List<CopyProof> newest,
    Optional<String> problem) {
  /**
   * The newest proof of one store's copy.
   *
   * @param store the store's name
   * @param reading what the proof says
   */
  public record CopyProof(String store, ProofReading reading) {}

  /** What a line of the list is. */
  public enum Kind {
    /** A backup, whole in every store that is named. */
    BACKUP,
    /** A file of the retired feature. */
    LEGACY,
    /** A manifest whose files are missing or differ, or that cannot be read. */
    BROKEN,
    /** Files without a manifest: a run that is still writing, or a lost manifest. */
    INCOMPLETE
  }

  private static final Comparator<BackupSummary> NEWEST_FIRST =
      Comparator.comparing(BackupSummary::taken).thenComparing(BackupSummary::name).reversed();

  /** Copies the lists. */
  public BackupSummary {
    stores = List.copyOf(stores);
    proofs = List.copyOf(proofs);
    newest = List.copyOf(newest);
  }

  /**
   * The list of these stores, newest first. A backup that is whole anywhere is a backup.
   *
   * @param catalogs what each store holds, by the store's name
   */
  public static List<BackupSummary> of(Map<String, Catalog> catalogs) {
    Map<String, BackupSummary> lines = new TreeMap<>();
    new LinkedHashMap<>(catalogs)
        .forEach(
            (store, catalog) -> {
              for (BackupSummary line : of(store, catalog)) {
                lines.merge(line.name, line, BackupSummary::merged);
              }
            });
    return lines.values().stream().sorted(NEWEST_FIRST).toList();
  }

  private static List<BackupSummary> of(String store, Catalog catalog) {
    List<BackupSummary> lines = new ArrayList<>();
    for (CatalogEntry.Complete entry : catalog.complete()) {
      Optional<Manifest> manifest = Optional.of(entry.manifest());
      long size = entry.manifest().storedSize();
      lines.add(line(store, entry, Kind.BACKUP, size, manifest, Optional.empty()));
    }
    for (CatalogEntry.Broken entry : catalog.broken()) {
      Optional<String> reason = Optional.of(entry.reason());
      lines.add(line(store, entry, Kind.BROKEN, 0, Optional.empty(), reason));
    }
    for (CatalogEntry.Incomplete entry : catalog.incomplete()) {
      Optional<String> reason = Optional.of("It has no manifest, so it never became a backup.");
      lines.add(line(store, entry, Kind.INCOMPLETE, 0, Optional.empty(), reason));
    }
    for (Catalog.Legacy legacy : catalog.legacy()) {
      lines.add(
          new BackupSummary(
              legacy.name().text(),
              Kind.LEGACY,
              legacy.name().taken(),
              legacy.size(),
              Optional.empty(),
              List.of(store),
              false,
              List.of(),
              List.of(),
              Optional.empty()));
    }
    return lines;
  }

  private static BackupSummary line(
      String store,
      CatalogEntry entry,
      Kind kind,
      long size,
      Optional<Manifest> manifest,
      Optional<String> problem) {
    return new BackupSummary(
        entry.name().toString(),
        kind,
        entry.name().taken(),
        size,
        manifest,
        List.of(store),
        entry.held(),
        entry.proofs(),
        entry instanceof CatalogEntry.Complete complete
            ? complete.proof().map(proof -> new CopyProof(store, proof)).stream().toList()
            : List.of(),
        problem);
  }

  private BackupSummary merged(BackupSummary other) {
    if (kind != other.kind) {
      return kind.compareTo(other.kind) < 0 ? this : other;
    }
    List<String> everywhere = new ArrayList<>(stores);
    everywhere.addAll(other.stores);
    List<Instant> allProofs = new ArrayList<>(proofs);
    allProofs.addAll(other.proofs);
    allProofs.sort(Comparator.naturalOrder());
    List<CopyProof> allNewest = new ArrayList<>(newest);
    allNewest.addAll(other.newest);
    return new BackupSummary(
        name,
        kind,
        taken,
        size,
        manifest,
        everywhere,
        held || other.held,
        allProofs,
        allNewest,
        problem.or(() -> other.problem));
  }
}
