package bactrian.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What somebody found who read one store's copy of a backup back, stored beside that copy. The
 * newest one is what counts.
 *
 * @param name the backup's name
 * @param level how far it went
 * @param result what was found
 * @param started when the work began
 * @param finished when it was done
 * @param host the machine that did it
 * @param programVersion Bactrian's version
 * @param serverVersion the version of the server that it was restored into, if it was
 * @param restoring how long the restore took, without what a proof does before and after it
 * @param counts what was read and compared
 * @param reasons what is wrong, one sentence each; empty for a proof that passed, and only then
 */
public record Proof(
    BackupName name,
    Level level,
    Result result,
    Instant started,
    Instant finished,
    String host,
    String programVersion,
    Optional<String> serverVersion,
    Optional<Duration> restoring,
    Counts counts,
    List<String> reasons) {
  /** The format version that this program writes, and the only one there is so far. */
  public static final int FORMAT_VERSION = 1;

  /** How far a proof goes; each level does all that those before it do. */
  public enum Level {
    /**
     * Every stored byte was read again and compared, and the archive taken apart if it was opened.
     */
    CHECKSUM,
    /** It was restored into a server of its own, and its rows were counted there. */
    RESTORE,
    /** What was restored was dumped again, and compared table by table. */
    FULL;

    /** What can be asked for. */
    private static final List<Level> KNOWN = List.of(CHECKSUM, RESTORE, FULL);

    /** The level's name for people, such as {@code restore}. */
    public String word() {
      return JsonNames.of(this);
    }

    /** The level of this name. */
    public static Optional<Level> of(String word) {
      return KNOWN.stream().filter(level -> level.word().equals(word.strip())).findFirst();
    }

    /** The names of all levels, for a sentence. */
    public static String words() {
      return KNOWN.stream().map(Level::word).collect(Collectors.joining(", "));
    }
  }

  /** What a proof found. */
  public enum Result {
    /** The copy is what was backed up. */
    PASSED,
    /** It is not. */
    FAILED
  }

  /**
   * What was read and compared.
   *
   * @param tables the tables with data
   * @param rows their rows
   * @param largeObjects the large objects
   * @param bytes the stored bytes that were read
   * @param opened whether more than stored bytes was compared: not so where the backup is sealed
   *     and there was no key, and then nothing else is counted
   */
  public record Counts(long tables, long rows, long largeObjects, long bytes, boolean opened) {
    /** Nothing at all. */
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    /** What was counted in a backup that was opened. */
    public Counts(long tables, long rows, long largeObjects, long bytes) {
      this(tables, rows, largeObjects, bytes, true);
    }

    /** What was counted in a sealed backup that was not opened. */
    public static Counts unopened(long bytes) {
      return new Counts(0, 0, 0, bytes, false);
    }

    /** Checks that nothing is negative. */
    public Counts {
      require(
          tables >= 0 && rows >= 0 && largeObjects >= 0 && bytes >= 0, "counts are not negative");
    }
  }

  /**
   * Copies the list, and checks that it fits the result.
   *
   * @throws IllegalArgumentException for what no proof may say
   */
  public Proof {
    reasons = List.copyOf(reasons);
    require(reasons.isEmpty() == (result == Result.PASSED), "a failed proof has its reasons");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
