package bactrian.catalog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a backup: {@code <alias>-<yyyy>-<MM>-<dd>-<HHmmss>.psql}, in UTC, such as {@code
 * default-2020-10-03-115557.psql}. Ordered by instant, then by alias.
 *
 * @param alias the configured name of the database, {@code [a-z0-9][a-z0-9_]*}
 * @param taken the slot of a scheduled backup, else the second of its claim; whole seconds, years
 *     1970 to 9999
 */
public record BackupName(String alias, Instant taken) implements Comparable<BackupName> {
  static final String EXTENSION = ".psql";

  private static final Pattern ALIAS = Pattern.compile("[a-z0-9][a-z0-9_]*");
  private static final Pattern NAME =
      Pattern.compile("(" + ALIAS + ")-([0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6})\\.psql");
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");
  private static final Comparator<BackupName> ORDER =
      Comparator.comparing(BackupName::taken).thenComparing(BackupName::alias);

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException for an alias, a year or a fraction of a second that no name
   *     can hold
   */
  public BackupName {
    if (!isAlias(alias)) {
      throw new IllegalArgumentException("not an alias: " + alias);
    }
    if (!isNameable(taken)) {
      throw new IllegalArgumentException("no whole second of the years 1970 to 9999: " + taken);
    }
  }

  /** Whether this text can be the alias of a database. */
  public static boolean isAlias(String text) {
    return ALIAS.matcher(text).matches();
  }

  /** The name that is written exactly like this, or nothing. */
  public static Optional<BackupName> parse(String text) {
    Matcher matcher = NAME.matcher(text);
    return matcher.matches()
        ? second(matcher.group(2)).map(taken -> new BackupName(matcher.group(1), taken))
        : Optional.empty();
  }

  /**
   * The name that an operator means: the name itself, or the name of any file of the backup.
   * Nothing else is taken off, so a path is not a name.
   */
  public static Optional<BackupName> fromUser(String text) {
    return parse(text).or(() -> StoredName.parse(text).map(StoredName::backup));
  }

  /** The instant behind {@code yyyy-MM-dd-HHmmss} in UTC, or nothing if no calendar has it. */
  static Optional<Instant> second(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, SECOND).toInstant(ZoneOffset.UTC))
          .filter(BackupName::isNameable);
    } catch (DateTimeException impossible) {
      return Optional.empty();
    }
  }

  /** Whether a name can hold this instant: a whole second of the years 1970 to 9999. */
  static boolean isNameable(Instant instant) {
    return instant.equals(instant.truncatedTo(ChronoUnit.SECONDS))
        && !instant.isBefore(Instant.EPOCH)
        && !instant.isAfter(END);
  }

  @Override
  public int compareTo(BackupName other) {
    return ORDER.compare(this, other);
  }

  /** The name as it is written and printed. */
  @Override
  public String toString() {
    return alias + "-" + SECOND.format(taken.atOffset(ZoneOffset.UTC)) + EXTENSION;
  }
}
