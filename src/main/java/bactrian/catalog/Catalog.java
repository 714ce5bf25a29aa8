package bactrian.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one store holds, as its listing and its manifests say; there is no other state. Every list
 * is newest first. What is neither ours nor legacy is foreign, and is not mentioned.
 *
 * @param complete the backups
 * @param broken manifests that are not kept by what the store holds
 * @param incomplete files of runs that did not come to their end, or not yet
 * @param legacy files of authentik's retired backup feature
 */
public record Catalog(
    List<CatalogEntry.Complete> complete,
    List<CatalogEntry.Broken> broken,
    List<CatalogEntry.Incomplete> incomplete,
    List<Legacy> legacy) {

  /**
   * A file of authentik's retired backup feature.
   *
   * @param size its length in bytes
   */
  public record Legacy(LegacyName name, long size) {}

  private static final Comparator<StoredName> MANIFEST_FIRST =
      Comparator.comparing((StoredName file) -> file.kind() != StoredName.Kind.MANIFEST)
          .thenComparing(StoredName::kind)
          .thenComparing(StoredName::sealed)
          .thenComparing(file -> file.proven().orElse(Instant.EPOCH));

  /** Copies the lists. */
  public Catalog {
    complete = List.copyOf(complete);
    broken = List.copyOf(broken);
    incomplete = List.copyOf(incomplete);
    legacy = List.copyOf(legacy);
  }

  /**
   * The catalog of a store.
   *
   * @param listing every file that the store lists, in any order
   * @param manifests what came of reading the manifests that the listing names; one that is not
   *     here went away since the listing
   */
  public static Catalog of(List<StoredFile> listing, Map<BackupName, ManifestReading> manifests) {
    return of(listing, manifests, Map.of());
  }

  /**
   * The catalog of a store.
   *
   * @param listing every file that the store lists, in any order
   * @param manifests as in {@link #of(List, Map)}
   * @param proofs what came of reading the newest proof of each backup
   */
  public static Catalog of(
      List<StoredFile> listing,
      Map<BackupName, ManifestReading> manifests,
      Map<StoredName, ProofReading> proofs) {
    NavigableMap<BackupName, Map<StoredName, Long>> ours = new TreeMap<>();
    List<Legacy> legacy = new ArrayList<>();
    for (StoredFile file : listing) {
      Optional<StoredName> name = StoredName.parse(file.name());
      if (name.isPresent()) {
        ours.computeIfAbsent(name.get().backup(), any -> new HashMap<>())
            .put(name.get(), file.size());
      } else {
        LegacyName.parse(file.name()).ifPresent(old -> legacy.add(new Legacy(old, file.size())));
      }
    }
    List<CatalogEntry.Complete> complete = new ArrayList<>();
    List<CatalogEntry.Broken> broken = new ArrayList<>();
    List<CatalogEntry.Incomplete> incomplete = new ArrayList<>();
    ours.descendingMap()
        .forEach(
            (name, files) -> {
              CatalogEntry entry = entry(name, files, manifests.get(name), proofs);
              if (entry instanceof CatalogEntry.Complete whole) {
                complete.add(whole);
              } else if (entry instanceof CatalogEntry.Broken damaged) {
                broken.add(damaged);
              } else if (entry instanceof CatalogEntry.Incomplete partial) {
                incomplete.add(partial);
              }
            });
    legacy.sort(
        Comparator.comparing((Legacy old) -> old.name().taken())
            .thenComparing(old -> old.name().text())
            .reversed());
    return new Catalog(complete, broken, incomplete, legacy);
  }

  private static CatalogEntry entry(
      BackupName name,
      Map<StoredName, Long> sizes,
      ManifestReading reading,
      Map<StoredName, ProofReading> proofs) {
    List<StoredName> files = sizes.keySet().stream().sorted(MANIFEST_FIRST).toList();
    if (!sizes.containsKey(StoredName.manifest(name))) {
      return new CatalogEntry.Incomplete(name, files);
    }
    if (reading instanceof ManifestReading.Read readable) {
      Manifest manifest = readable.manifest();
      return difference(manifest, sizes)
          .<CatalogEntry>map(reason -> new CatalogEntry.Broken(name, files, reason))
          .orElseGet(() -> new CatalogEntry.Complete(manifest, files, newest(files, proofs)));
    }
    String reason =
        reading instanceof ManifestReading.Unreadable unreadable
            ? unreadable.reason()
            : StoredName.manifest(name) + " went away while the store was read: list it again.";
    return new CatalogEntry.Broken(name, files, reason);
  }

  /** Of the proof that was made last, as the files' names say. */
  private static Optional<ProofReading> newest(
      List<StoredName> files, Map<StoredName, ProofReading> proofs) {
    return newestProof(files).map(proofs::get);
  }

  /** The newest of the proofs among these files of one backup. */
  public static Optional<StoredName> newestProof(Collection<StoredName> files) {
    return files.stream()
        .filter(file -> file.proven().isPresent())
        .max(Comparator.comparing(file -> file.proven().orElseThrow()));
  }

  /** The first file that is not as the manifest says. */
  private static Optional<String> difference(Manifest manifest, Map<StoredName, Long> sizes) {
    for (Manifest.HashedFile file : manifest.files()) {
      Long size = sizes.get(file.name());
      if (size == null) {
        return Optional.of(
            "%s is missing, though the manifest names it: bring the file back, or delete what is left of the backup."
                .formatted(file.name()));
      }
      if (size != file.size()) {
        return Optional.of(
            "%s has %d bytes, and %d by the manifest: bring the original back, or delete what is left of the backup."
                .formatted(file.name(), size, file.size()));
      }
    }
    return Optional.empty();
  }

  /** The backup of this name, if it is complete. */
  public Optional<CatalogEntry.Complete> find(BackupName name) {
    return complete.stream().filter(backup -> backup.name().equals(name)).findFirst();
  }

  /** The newest complete backup of this alias. */
  public Optional<CatalogEntry.Complete> latest(String alias) {
    return complete.stream().filter(backup -> backup.name().alias().equals(alias)).findFirst();
  }

  /**
   * Whether the store holds any file under this name, whole or not, or a legacy file that is called
   * exactly so: then no new backup may bear it.
   */
  public boolean isTaken(BackupName name) {
    return find(name).isPresent()
        || broken.stream().anyMatch(entry -> entry.name().equals(name))
        || incomplete.stream().anyMatch(entry -> entry.name().equals(name))
        || legacy.stream().anyMatch(old -> old.name().text().equals(name.toString()));
  }
}
