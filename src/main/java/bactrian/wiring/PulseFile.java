package bactrian.wiring;

import bactrian.failure.RunFailure;
import bactrian.settings.Settings;
import bactrian.store.ProcessOwner;
import bactrian.stream.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Where a worker leaves its sign of life for the other processes of its user on its machine: a
 * small file, in memory where there is such a folder, so that nothing has to be writable. Which
 * database it serves is in the name, hashed.
 */
public final class PulseFile {
  private static final int NAME_LENGTH = 16;

  private final Path path;

  /** The file of this path. */
  PulseFile(Path path) {
    this.path = path;
  }

  /**
   * The file of the worker of these settings.
   *
   * @param parent the folder
   */
  public static PulseFile of(Settings settings, Path parent) {
    Settings.Postgresql database = settings.postgresql();
    String served = database.host() + "\n" + database.port() + "\n" + database.name();
    byte[] hash = Sha256.digest().digest(served.getBytes(StandardCharsets.UTF_8));
    String name = HexFormat.of().formatHex(hash).substring(0, NAME_LENGTH);
    return new PulseFile(parent.resolve("bactrian-worker-" + user() + "-" + name));
  }

  /**
   * What a worker said last.
   *
   * @param at when
   * @param troubles a sentence for each thing that is wrong
   */
  public record Beat(Instant at, List<String> troubles) {
    /** Copies the list. */
    public Beat {
      troubles = List.copyOf(troubles);
    }
  }

  /** Says that the worker lives at this moment, and what is wrong. */
  void write(Beat beat) throws IOException {
    Path next =
        Files.createTempFile(
            path.getParent(),
            path.getFileName() + "-",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(next, beat.troubles());
      Files.setLastModifiedTime(next, FileTime.from(beat.at()));
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /**
   * What the worker said last, or nothing when none of this user serves the database here. What
   * another user has put there does not count.
   *
   * @throws RunFailure when it cannot be read
   */
  public Optional<Beat> read() {
    try {
      if (!Integer.toString(owner(path)).equals(user())) {
        return Optional.empty();
      }
      Instant at = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
      return Optional.of(new Beat(at, Files.readAllLines(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw RunFailure.failed(
          "The sign of life of the worker, " + path + ", cannot be read: " + e.getMessage(), e);
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  /** The number of this process's user: in a container it need not have a name. */
  private static String user() {
    try {
      return Integer.toString(ProcessOwner.read().user());
    } catch (IOException e) {
      throw RunFailure.failed("Cannot tell which user this is: " + e.getMessage(), e);
    }
  }

  private static int owner(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
