package bactrian.catalog;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a store knows of one backup, written last: the backup exists when its manifest does. Small
 * whatever the database's size.
 *
 * @param name the backup's name
 * @param database the database's name on its server
 * @param slot the instant that the schedule was due, or nothing for a backup made by hand
 * @param started when the run began
 * @param finished when the archive was stored
 * @param host the machine that made it
 * @param programVersion Bactrian's version
 * @param applicationVersion the version of the application whose database it is, if known
 * @param serverVersion the server's version, such as {@code 15.20}
 * @param clientVersion pg_dump's version
 * @param archiveFormatVersion the version of pg_dump's format, such as {@code 1.14}
 * @param encoding the database's encoding, such as {@code UTF8}
 * @param compression how the files are compressed
 * @param recipients the age public keys that the files are sealed for; empty if they are not sealed
 * @param rawSize the archive's length in bytes as pg_dump wrote it
 * @param totals what the archive holds
 * @param globals what the globals file holds
 * @param files the stored files, all but the manifest: one archive, one index, at most one globals
 */
public record Manifest(
    BackupName name,
    String database,
    Optional<Instant> slot,
    Instant started,
    Instant finished,
    String host,
    String programVersion,
    Optional<String> applicationVersion,
    String serverVersion,
    String clientVersion,
    String archiveFormatVersion,
    String encoding,
    Compression compression,
    List<String> recipients,
    long rawSize,
    Totals totals,
    Globals globals,
    List<HashedFile> files) {
  /** The format version that this program writes, and the only one there is so far. */
  public static final int FORMAT_VERSION = 1;

  /**
   * How the files are compressed.
   *
   * @param algorithm {@code zstd}
   * @param level the algorithm's own scale
   */
  public record Compression(String algorithm, int level) {}

  /**
   * What the archive holds: tables with data, rows of all of them, large objects. Counts from zero.
   */
  public record Totals(long tables, long rows, long largeObjects) {
    /** Checks that nothing is negative. */
    public Totals {
      require(tables >= 0 && rows >= 0 && largeObjects >= 0, "totals are not negative");
    }
  }

  /**
   * What the globals file holds.
   *
   * @param state how much
   * @param missing what could not be read, one phrase each; empty if nothing is missing
   */
  public record Globals(State state, List<String> missing) {
    /** How much of roles, memberships, role settings and tablespaces the globals file holds. */
    public enum State {
      COMPLETE,
      /** All but the password hashes. */
      WITHOUT_PASSWORDS,
      /** More than the password hashes is missing. */
      PARTIAL,
      /** There is no globals file. */
      ABSENT
    }

    /** Copies the list. */
    public Globals {
      missing = List.copyOf(missing);
    }
  }

  /**
   * A stored file and what it must be.
   *
   * @param size its length in bytes
   * @param sha256 of the file as stored, 64 lower-case hexadecimal digits
   */
  public record HashedFile(StoredName name, long size, String sha256) {
    /** Checks size and digest. */
    public HashedFile {
      require(size >= 0, "the size of a file is not negative");
      require(isSha256(sha256), "a SHA-256 has 64 lower-case hexadecimal digits");
    }
  }

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks that the files are those of this backup.
   *
   * @throws IllegalArgumentException for what no manifest may say; the message says what must be
   */
  public Manifest {
    recipients = List.copyOf(recipients);
    files = List.copyOf(files);
    require(rawSize >= 0, "the raw size is not negative");
    Set<StoredName.Kind> kinds = new HashSet<>();
    for (HashedFile file : files) {
      StoredName stored = file.name();
      require(stored.backup().equals(name), "every file bears the backup's name");
      require(stored.kind().isSealable(), "the files are archive, index and globals");
      require(stored.sealed() != recipients.isEmpty(), "files are sealed if there are recipients");
      require(kinds.add(stored.kind()), "there is one file of each kind");
    }
    require(kinds.contains(StoredName.Kind.ARCHIVE), "one file is the archive");
    require(kinds.contains(StoredName.Kind.INDEX), "one file is the index");
    require(
        kinds.contains(StoredName.Kind.GLOBALS) != (globals.state() == Globals.State.ABSENT),
        "there is a globals file unless globals are absent");
  }

  /** The bytes of all stored files but the manifest itself. */
  public long storedSize() {
    return files.stream().mapToLong(HashedFile::size).reduce(0, Math::addExact);
  }

  /** The file of this kind, if the backup has one. */
  public Optional<HashedFile> file(StoredName.Kind kind) {
    return files.stream().filter(file -> file.name().kind() == kind).findFirst();
  }

  /** Whether this text is a SHA-256 as it is written here. */
  static boolean isSha256(String text) {
    return SHA256.matcher(text).matches();
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
