package bactrian.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Manifests to test with. */
public final class Manifests {
  private Manifests() {}

  /** The manifest of an unsealed backup of 1,000 and 100 and 10 bytes. */
  public static Manifest unsealed(BackupName name) {
    return of(
        name,
        List.of(),
        new Manifest.Globals(
            Manifest.Globals.State.WITHOUT_PASSWORDS, List.of("password hashes of 3 roles")),
        List.of(
            file(StoredName.archive(name, false), 1_000),
            file(StoredName.index(name, false), 100),
            file(StoredName.globals(name, false), 10)));
  }

  /** The manifest of a sealed backup without globals, of 1,000 and 100 bytes. */
  public static Manifest sealed(BackupName name) {
    return of(
        name,
        List.of("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"),
        new Manifest.Globals(Manifest.Globals.State.ABSENT, List.of("roles", "tablespaces")),
        List.of(
            file(StoredName.archive(name, true), 1_000), file(StoredName.index(name, true), 100)));
  }

  /** A manifest with these parts, and anything for the rest. */
  public static Manifest of(
      BackupName name,
      List<String> recipients,
      Manifest.Globals globals,
      List<Manifest.HashedFile> files) {
    return new Manifest(
        name,
        "authentik \"ü\"",
        Optional.of(name.taken()),
        name.taken(),
        name.taken().plusMillis(250),
        "backup-host",
        "0.1.0",
        Optional.of("2021.10.3"),
        "15.20",
        "15.20",
        "1.14",
        "UTF8",
        new Manifest.Compression("zstd", 1),
        recipients,
        123_456_789_012L,
        new Manifest.Totals(42, 1_000_000, 7),
        globals,
        files);
  }

  /** A file of this size, with the digest of nothing in particular. */
  public static Manifest.HashedFile file(StoredName name, long size) {
    return new Manifest.HashedFile(name, size, "0123456789abcdef".repeat(4));
  }

  /** What a store lists that holds this backup whole. */
  public static List<StoredFile> listing(Manifest manifest) {
    List<StoredFile> listing = new java.util.ArrayList<>();
    manifest.files().forEach(f -> listing.add(new StoredFile(f.name().toString(), f.size())));
    listing.add(new StoredFile(StoredName.manifest(manifest.name()).toString(), 1_500));
    return listing;
  }

  /** A name of this alias, taken at this instant. */
  public static BackupName name(String alias, String taken) {
    return new BackupName(alias, Instant.parse(taken));
  }
}
