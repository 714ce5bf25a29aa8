package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * The private folder of a run (0700), for what may not be seen by others: pass files, heads, lists.
 * A lock on a file in it, which ends with the process however it ends, says that the run is alive.
 */
public final class WorkFolder implements AutoCloseable {
  static final String PREFIX = "bactrian-run-";
  static final String LOCK = "lock";

  private static final FileAttribute<?> FOLDER_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> FILE_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final int TRIES = 10;

  /**
   * Told apart by name, since looking at a lock that this process holds would release it: POSIX
   * drops all of a process's locks on a file when any descriptor of it is closed.
   */
  private static final String OF_THIS_PROCESS =
      PREFIX + Long.toHexString(UUID.randomUUID().getMostSignificantBits()) + "-";

  private final Path path;
  private final FileChannel lock;

  private WorkFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Where work folders lie: in memory (/dev/shm) when it is there and writable, so that nothing
   * reaches a disk, else in the JVM's temporary folder.
   */
  public static Path usualParent() {
    Path memory = Path.of("/dev/shm");
    return Files.isDirectory(memory) && Files.isWritable(memory)
        ? memory
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /**
   * Makes a folder and takes its lock.
   *
   * @throws RunFailure when it cannot be made
   */
  public static WorkFolder create(Path parent) {
    try {
      for (int tries = 0; tries < TRIES; tries++) {
        Path path = Files.createTempDirectory(parent, OF_THIS_PROCESS, FOLDER_MODE);
        FileChannel lock = lock(path);
        if (lock != null) {
          return new WorkFolder(path, lock);
        }
      }
      throw RunFailure.failed("Other runs keep removing new work folders in " + parent);
    } catch (IOException e) {
      throw RunFailure.failed(
          "Cannot make a private work folder in %s: %s".formatted(parent, e), e);
    }
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /**
   * An empty file that only its owner may read (0600).
   *
   * @param name a plain file name, not taken yet
   */
  public Path newFile(String name) throws IOException {
    return Files.createFile(path.resolve(name), FILE_MODE);
  }

  /**
   * Removes the folders beside this one that dead runs of the same user left; never one of another
   * user, one whose run is alive, or anything a link points to.
   *
   * @return how many were removed
   */
  public int sweep() throws IOException {
    int removed = 0;
    try (DirectoryStream<Path> beside = Files.newDirectoryStream(path.getParent(), PREFIX + "*")) {
      for (Path folder : beside) {
        if (isOurUsers(folder) && removeIfDead(folder)) {
          removed++;
        }
      }
    }
    return removed;
  }

  /** Removes the folder and what is in it. */
  @Override
  public void close() throws IOException {
    try (lock) {
      remove(path);
    }
  }

  private boolean isOurUsers(Path folder) throws IOException {
    try {
      return !folder.getFileName().toString().startsWith(OF_THIS_PROCESS)
          && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(path));
    } catch (NoSuchFileException e) {
      return false; // its run just ended
    }
  }

  private static boolean removeIfDead(Path folder) throws IOException {
    try (FileChannel lock = lock(folder)) {
      if (lock != null) {
        remove(folder);
      }
      return lock != null;
    } catch (DirectoryNotEmptyException e) {
      return false; // its maker, or another sweep, came in between and now holds its lock
    }
  }

  /**
   * Takes the folder's lock; null when another process has it, or removed the folder meanwhile. A
   * folder between its making and its locking may be swept: its maker then gets null here.
   */
  private static FileChannel lock(Path folder) throws IOException {
    Path file = folder.resolve(LOCK);
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              FILE_MODE);
    } catch (NoSuchFileException e) {
      return null;
    }
    FileLock taken = channel.tryLock();
    if (taken == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      channel.close();
      return null;
    }
    return channel;
  }

  /** Removes everything, the lock's file last, so that a half removed folder is swept again. */
  private static void remove(Path folder) throws IOException {
    Path lock = folder.resolve(LOCK);
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.equals(lock)) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (visited.equals(folder)) {
              Files.deleteIfExists(lock);
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
