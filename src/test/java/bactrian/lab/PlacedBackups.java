package bactrian.lab;

import bactrian.catalog.BackupName;
import bactrian.catalog.Manifest;
import bactrian.catalog.ManifestJson;
import bactrian.catalog.Manifests;
import bactrian.catalog.StoredName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Backups as a store's folder holds them, for what asks only names, sizes and manifests: what the
 * archives hold is nothing.
 */
public final class PlacedBackups {
  private final Path folder;

  /** Backups in this folder, which is made. */
  public PlacedBackups(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** Places a backup by its name. */
  public BackupName complete(String text) throws IOException {
    BackupName name = incomplete(text);
    Files.write(
        folder.resolve(StoredName.manifest(name).toString()),
        ManifestJson.write(Manifests.unsealed(name)));
    return name;
  }

  /** Places a backup without its manifest. */
  public BackupName incomplete(String text) throws IOException {
    BackupName name = BackupName.parse(text).orElseThrow();
    for (Manifest.HashedFile file : Manifests.unsealed(name).files()) {
      try (RandomAccessFile placed =
          new RandomAccessFile(folder.resolve(file.name().toString()).toFile(), "rw")) {
        placed.setLength(file.size());
      }
    }
    return name;
  }

  /** Places a file of any name. */
  public Path file(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "not ours");
  }

  /** The names of all files, sorted. */
  public List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }
}
