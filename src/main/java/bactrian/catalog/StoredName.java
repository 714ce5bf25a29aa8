package bactrian.catalog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one file of a backup. Parsing is strict: what does not print back to the same text is
 * not ours, and is never touched.
 *
 * @param backup the backup that the file belongs to
 * @param kind what the file holds
 * @param sealed whether it is encrypted ({@code .age}); only an archive, an index or globals are
 * @param proven when a proof was made, in whole seconds; present for a proof, and only then
 */
public record StoredName(BackupName backup, Kind kind, boolean sealed, Optional<Instant> proven) {
  /** What a file of a backup holds. */
  public enum Kind {
    /** pg_dump's output, compressed: {@code .zst}, or sealed {@code .zst.age}. */
    ARCHIVE(".zst", true),
    /** Where every table and frame lies: {@code .index.zst}, or sealed {@code .index.zst.age}. */
    INDEX(".index.zst", true),
    /** Roles and tablespaces: {@code .globals.zst}, or sealed {@code .globals.zst.age}. */
    GLOBALS(".globals.zst", true),
    /** What makes the backup exist: {@code .manifest.json}. */
    MANIFEST(".manifest.json", false),
    /** Evidence that it was read back: {@code .proof-20201003T115557Z.json}, in UTC. */
    PROOF("", false),
    /** Keeps it from retention: {@code .hold}. */
    HOLD(".hold", false);

    private final String suffix;
    private final boolean sealable;

    Kind(String suffix, boolean sealable) {
      this.suffix = suffix;
      this.sealable = sealable;
    }

    /** Whether files of this kind are encrypted when recipients are configured. */
    public boolean isSealable() {
      return sealable;
    }
  }

  private static final String SEALED = ".age";
  private static final Pattern PROOF = Pattern.compile("\\.proof-([0-9]{8}T[0-9]{6}Z)\\.json");
  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /**
   * Checks the parts against each other.
   *
   * @throws IllegalArgumentException for a sealed file of a kind that is never sealed, for a proof
   *     without its instant, and for an instant that no name can hold
   */
  public StoredName {
    if (sealed && !kind.sealable) {
      throw new IllegalArgumentException("never sealed: " + kind);
    }
    if (proven.isPresent() != (kind == Kind.PROOF)) {
      throw new IllegalArgumentException("a proof has its instant, and nothing else has: " + kind);
    }
    if (proven.isPresent() && !BackupName.isNameable(proven.get())) {
      throw new IllegalArgumentException("no whole second: " + proven.get());
    }
  }

  /** The archive's file. */
  public static StoredName archive(BackupName backup, boolean sealed) {
    return new StoredName(backup, Kind.ARCHIVE, sealed, Optional.empty());
  }

  /** The index's file. */
  public static StoredName index(BackupName backup, boolean sealed) {
    return new StoredName(backup, Kind.INDEX, sealed, Optional.empty());
  }

  /** The globals' file. */
  public static StoredName globals(BackupName backup, boolean sealed) {
    return new StoredName(backup, Kind.GLOBALS, sealed, Optional.empty());
  }

  /** The manifest's file. */
  public static StoredName manifest(BackupName backup) {
    return new StoredName(backup, Kind.MANIFEST, false, Optional.empty());
  }

  /** The file of the proof made at this instant, which is cut to the second. */
  public static StoredName proof(BackupName backup, Instant proven) {
    Instant second = Instant.ofEpochSecond(proven.getEpochSecond());
    return new StoredName(backup, Kind.PROOF, false, Optional.of(second));
  }

  /** The file of the hold. */
  public static StoredName hold(BackupName backup) {
    return new StoredName(backup, Kind.HOLD, false, Optional.empty());
  }

  /** The file of a backup that has exactly this name, or nothing: then it is not ours. */
  public static Optional<StoredName> parse(String text) {
    int extension = text.indexOf(BackupName.EXTENSION);
    if (extension < 0) {
      return Optional.empty();
    }
    int end = extension + BackupName.EXTENSION.length();
    return BackupName.parse(text.substring(0, end))
        .flatMap(backup -> withSuffix(backup, text.substring(end)));
  }

  private static Optional<StoredName> withSuffix(BackupName backup, String suffix) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.PROOF && suffix.equals(kind.suffix)) {
        return Optional.of(new StoredName(backup, kind, false, Optional.empty()));
      }
      if (kind.sealable && suffix.equals(kind.suffix + SEALED)) {
        return Optional.of(new StoredName(backup, kind, true, Optional.empty()));
      }
    }
    Matcher proof = PROOF.matcher(suffix);
    return proof.matches()
        ? compact(proof.group(1)).map(proven -> proof(backup, proven))
        : Optional.empty();
  }

  private static Optional<Instant> compact(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, COMPACT).toInstant(ZoneOffset.UTC))
          .filter(BackupName::isNameable);
    } catch (DateTimeException impossible) {
      return Optional.empty();
    }
  }

  /** The file's name. */
  @Override
  public String toString() {
    String suffix =
        proven
            .map(at -> ".proof-" + COMPACT.format(at.atOffset(ZoneOffset.UTC)) + ".json")
            .orElse(kind.suffix);
    return backup + suffix + (sealed ? SEALED : "");
  }
}
