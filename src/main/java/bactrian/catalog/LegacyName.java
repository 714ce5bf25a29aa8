package bactrian.catalog;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file that authentik's retired backup feature wrote (2020-10 to 2022-02), or of one
 * that its documentation showed:
 *
 * <ul>
 *   <li>{@code default-<host>-2020-10-03-115557.psql}, up to 2021.4
 *   <li>{@code authentik-backup-2021-09-02-000000.sql}, 2021.5 to 2021.8.4; plain SQL or pg_dump's
 *       custom format
 *   <li>{@code authentik-backup-2021.10.3-2021-11-08-000000.sql}, 2021.8.5 to 2022.1
 *   <li>{@code default-2020-10-03-115557.psql}, with any alias: our own name without a suffix
 * </ul>
 *
 * <p>Each with {@code .gz} if it was compressed since, and with the {@code _} and seven characters
 * that Django put into a name that was already there. What the file holds is told by its first
 * bytes, not by its name.
 *
 * @param text the file's name
 * @param taken the time in the name, read as UTC (the containers' zone)
 * @param applicationVersion authentik's version, where the name has it
 */
public record LegacyName(String text, Instant taken, Optional<String> applicationVersion) {
  private static final String TAKEN = "(?<taken>[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6})";
  private static final String COLLISION = "_[A-Za-z0-9]{7}";
  private static final Pattern PSQL =
      Pattern.compile(
          "(?:[a-z0-9][a-z0-9_]*|default-[A-Za-z0-9][A-Za-z0-9._-]*)-"
              + (TAKEN + "(?:" + COLLISION + ")?\\.psql(?:\\.gz)?"));
  private static final Pattern SQL =
      Pattern.compile(
          "authentik-backup-(?:(?<version>[0-9][A-Za-z0-9._-]*)-)?"
              + (TAKEN + "(?:" + COLLISION + ")?\\.sql(?:\\.gz)?"));

  /** The legacy file that has this name, or nothing. */
  public static Optional<LegacyName> parse(String text) {
    Matcher psql = PSQL.matcher(text);
    if (psql.matches()) {
      return BackupName.second(psql.group("taken"))
          .map(taken -> new LegacyName(text, taken, Optional.empty()));
    }
    Matcher sql = SQL.matcher(text);
    if (sql.matches()) {
      Optional<String> version =
          Optional.ofNullable(sql.group("version")).map(LegacyName::withoutCollision);
      return BackupName.second(sql.group("taken"))
          .map(taken -> new LegacyName(text, taken, version));
    }
    return Optional.empty();
  }

  /** Django put its random characters before the last dots, so into the middle of the version. */
  private static String withoutCollision(String version) {
    return version.replaceFirst(COLLISION, "");
  }

  /** The file's name. */
  @Override
  public String toString() {
    return text;
  }
}
