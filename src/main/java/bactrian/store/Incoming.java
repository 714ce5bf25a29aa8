package bactrian.store;

import bactrian.catalog.BackupName;
import bactrian.catalog.StoredName;
import bactrian.failure.RunFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The private folder {@code .incoming} (0700) of a local store, where files wait for their names.
 * Beside them lies a claim {@code <name>.claim} from a backup's first file to its manifest, and
 * again while it is removed: it tells the files of a killed run from those of a backup whose
 * manifest was lost, which are left alone.
 */
final class Incoming {
  private static final String CLAIM = ".claim";
  private static final FileAttribute<?> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path directory;
  private final Path folder;

  Incoming(Path directory) {
    this.directory = directory;
    this.folder = directory.resolve(".incoming");
  }

  Path folder() {
    return folder;
  }

  /** Makes the folders when they are not there. */
  void prepare() throws IOException {
    if (Files.notExists(directory)) {
      Files.createDirectories(directory, PRIVATE_FOLDER);
    }
    if (Files.notExists(folder)) {
      Files.createDirectories(folder, PRIVATE_FOLDER);
      Durable.folder(directory);
    } else {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** Says that a run is making or removing this backup. */
  void claim(BackupName name) throws IOException {
    Path claim = folder.resolve(name + CLAIM);
    if (Files.notExists(claim)) {
      Files.createFile(claim, PRIVATE_FILE);
      Durable.folder(folder);
    }
  }

  boolean claimed(BackupName name) {
    return Files.exists(folder.resolve(name + CLAIM));
  }

  /** The names of this alias whose runs have not come to their end. */
  List<BackupName> claims(String alias) throws IOException {
    List<BackupName> names = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, "*" + CLAIM)) {
      for (Path path : paths) {
        String file = path.getFileName().toString();
        BackupName.parse(file.substring(0, file.length() - CLAIM.length()))
            .filter(name -> name.alias().equals(alias))
            .ifPresent(names::add);
      }
    }
    return names;
  }

  /** Ends a claim: removes what waits under its name, then the claim. */
  void release(BackupName name) throws IOException {
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
      for (Path path : paths) {
        Optional<StoredName> file = StoredName.parse(path.getFileName().toString());
        if (file.filter(waiting -> waiting.backup().equals(name)).isPresent()) {
          Files.deleteIfExists(path);
        }
      }
    }
    Files.deleteIfExists(folder.resolve(name + CLAIM));
    Durable.folder(folder);
  }

  void discard(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(StoredNames.plain(name)));
  }

  /**
   * Gives a waiting file its final name, durably. Java has no exclusive rename ({@code ATOMIC_MOVE}
   * replaces silently), so the file is linked, which fails when the name is taken.
   */
  void publish(String waiting, Path target) throws IOException {
    Path source = folder.resolve(StoredNames.plain(waiting));
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rw-------"));
    Durable.file(source);
    try {
      link(source, target);
    } catch (FileAlreadyExistsException e) {
      throw RunFailure.busy(
          target
              + " exists already: another database writes backups under this alias into this"
              + " directory; give each database a directory of its own");
    }
    Files.deleteIfExists(source);
    Durable.folder(folder);
    Durable.folder(directory);
  }

  private static void link(Path source, Path target) throws IOException {
    try {
      Files.createLink(target, source);
    } catch (UnsupportedOperationException e) {
      reserveAndMove(source, target);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      reserveAndMove(source, target); // a file system without hard links
    }
  }

  private static void reserveAndMove(Path source, Path target) throws IOException {
    Files.createFile(target, PRIVATE_FILE);
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
