package bactrian.store;

import bactrian.catalog.BackupName;
import bactrian.catalog.StoredFile;
import bactrian.catalog.StoredName;
import bactrian.failure.ExitCode;
import bactrian.failure.Failure;
import bactrian.failure.RunFailure;
import bactrian.failure.StreamFailure;
import bactrian.stream.Measured;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The store {@code local}: a folder. Files under their final names are whole and durable. */
public final class LocalStore implements FrameSource {
  /** The store's name. */
  public static final String NAME = "local";

  private final Path directory;
  private final String alias;
  private final Incoming incoming;

  /**
   * A store in this folder, which is made by the first backup when it is not there.
   *
   * @param alias the alias whose leftovers are ours to remove
   */
  public LocalStore(Path directory, String alias) {
    this.directory = directory;
    this.alias = alias;
    this.incoming = new Incoming(directory);
  }

  /** The folder that the file endpoint writes into. */
  public Path incomingFolder() {
    return incoming.folder();
  }

  /**
   * Every file of the folder, ours or not; none when the folder does not exist.
   *
   * @throws RunFailure when the folder cannot be read
   */
  public List<StoredFile> list() {
    List<StoredFile> files = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
      for (Path path : paths) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          files.add(new StoredFile(path.getFileName().toString(), Files.size(path)));
        }
      }
      return files;
    } catch (NoSuchFileException e) {
      if (Files.notExists(directory)) {
        return List.of();
      }
      return list(); // a file went between its name and its size
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Makes the folder ready for a run: removes what killed runs of this alias have left, but only
   * what they had claimed; proves that it can be written.
   *
   * @throws RunFailure when the folder cannot be made or written
   */
  public void sweep() {
    try {
      incoming.prepare();
      for (BackupName claimed : incoming.claims(alias)) {
        if (Files.notExists(directory.resolve(StoredName.manifest(claimed).toString()))) {
          for (StoredFile file : list()) {
            if (belongsTo(claimed, file.name())) {
              Files.deleteIfExists(directory.resolve(file.name()));
            }
          }
        }
        incoming.release(claimed);
      }
      Durable.folder(directory);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static boolean belongsTo(BackupName backup, String file) {
    return StoredName.parse(file).filter(name -> name.backup().equals(backup)).isPresent();
  }

  /** Claims the name of a copy for this run and measures its bytes on their way. */
  public Measured receive(Copy copy) throws IOException {
    incoming.prepare();
    if (copy.file().kind().isSealable()) {
      incoming.claim(copy.file().backup());
    }
    return new Measured(copy.stream());
  }

  /**
   * Makes a received file durable and gives it its name.
   *
   * @throws RunFailure with exit status 5 when the name is taken
   */
  public Stored publish(Copy copy, Measured received) throws IOException {
    incoming.publish(copy.name(), directory.resolve(copy.name()));
    if (copy.file().kind() == StoredName.Kind.MANIFEST) {
      incoming.release(copy.file().backup());
    }
    return new Stored(copy.name(), received.count(), received.sha256());
  }

  /**
   * Names the folder that did not take a copy, since the file system's own words often do not. What
   * has its sentence already, such as a dump that failed, keeps it.
   *
   * @throws Exception always
   */
  public void refuse(Copy copy, Exception thrown) throws Exception {
    Optional<IOException> reason = DiskFailure.in(thrown);
    if (Failure.firstIn(thrown).isPresent() || reason.isEmpty()) {
      throw thrown;
    }
    throw RunFailure.failed(
        "The backup directory "
            + directory
            + " did not take "
            + copy.name()
            + ": "
            + DiskFailure.reason(reason.get())
            + "; make room there, or set postgresql.backup.directory to another one",
        thrown);
  }

  /** Removes what a copy that failed has left in the private folder. */
  public void discard(Copy copy) throws IOException {
    copy.stream().close();
    incoming.discard(copy.name());
  }

  /**
   * Reads a published file back.
   *
   * @throws StreamFailure when the folder holds other bytes than were sent
   */
  public Stored check(Stored stored) throws IOException {
    try (Measured back = new Measured(open(stored.name(), 0, Long.MAX_VALUE))) {
      back.transferTo(java.io.OutputStream.nullOutputStream());
      if (back.count() != stored.size() || !back.sha256().equals(stored.sha256())) {
        throw new StreamFailure(
            directory.resolve(stored.name())
                + " does not hold the bytes that were written to it: check the disk below it",
            null);
      }
    }
    return stored;
  }

  @Override
  public InputStream open(String name, long from, long to) throws IOException {
    Path file = directory.resolve(StoredNames.plain(name));
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      channel.position(from);
      return new Bounded(Channels.newInputStream(channel), to - from);
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new StreamFailure(
          ExitCode.NOT_FOUND, "There is no file " + name + " in " + directory, e);
    } catch (IOException e) {
      throw new StreamFailure(file + " cannot be read: " + DiskFailure.reason(e), e);
    }
  }

  /**
   * Deletes a file of ours; nothing to do when it is gone already. From a backup's manifest to its
   * last file it is claimed, so that the next run removes the rest should this one be killed.
   */
  public void delete(String name) throws IOException {
    StoredName file =
        StoredName.parse(name)
            .orElseThrow(() -> new IllegalArgumentException("Not a file of ours: " + name));
    if (file.kind() == StoredName.Kind.MANIFEST) {
      incoming.prepare();
      incoming.claim(file.backup());
    }
    Files.deleteIfExists(directory.resolve(name));
    Durable.folder(directory);
    if (incoming.claimed(file.backup())
        && list().stream().noneMatch(left -> belongsTo(file.backup(), left.name()))) {
      incoming.release(file.backup());
    }
  }

  private RunFailure unusable(IOException e) {
    return RunFailure.failed(
        "The backup directory "
            + directory
            + " cannot be used: "
            + DiskFailure.reason(e)
            + "; make it readable and writable for this user"
            + howToOwn(e)
            + ", or set postgresql.backup.directory",
        e);
  }

  private String howToOwn(IOException refused) {
    try {
      ProcessOwner owner = ProcessOwner.read();
      return refused instanceof AccessDeniedException
          ? " ('chown -R %d:%d %s'; in a container, the folder of the host that is mounted there)"
              .formatted(owner.user(), owner.group(), directory)
          : "";
    } catch (IOException e) {
      refused.addSuppressed(e);
      return "";
    }
  }
}
