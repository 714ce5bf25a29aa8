package bactrian.postgres;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a client program.
 *
 * @param major such as 17
 * @param minor such as 12; -1 for a version before the first release, such as {@code 18beta1}
 * @param text as the program says it, such as {@code 15.18} or {@code 18beta1}
 */
public record ClientVersion(int major, int minor, String text) {
  private static final Pattern VERSION_LINE =
      Pattern.compile(
          "\\([^)]*\\) ((\\d{1,3})(?!\\d)(?:\\.(\\d{1,4})|(?:alpha|beta|rc|devel))?\\w*)");

  /** The first minor of each major whose pg_restore does not run code out of a crafted archive. */
  private static final Map<Integer, Integer> SAFE_MINORS =
      Map.of(14, 25, 15, 20, 16, 16, 17, 12, 18, 7);

  private static final int OLDEST_MAINTAINED = 14;

  /**
   * Reads the answer to {@code --version}, such as {@code pg_dump (PostgreSQL) 15.18 (Debian
   * 15.18-0+deb12u1)}, {@code psql (PostgreSQL) 18beta1}; empty when it is something else.
   */
  public static Optional<ClientVersion> parse(String answer) {
    Matcher matcher = VERSION_LINE.matcher(answer);
    if (!matcher.find()) {
      return Optional.empty();
    }
    int minor = matcher.group(3) == null ? -1 : Integer.parseInt(matcher.group(3));
    return Optional.of(
        new ClientVersion(Integer.parseInt(matcher.group(2)), minor, matcher.group(1)));
  }

  /**
   * What the operator should know about this version: a sentence without a full stop when it can be
   * made to run code by a crafted archive, or is no longer maintained.
   */
  public Optional<String> warning() {
    if (major < OLDEST_MAINTAINED) {
      return Optional.of(
          "PostgreSQL's client programs %s get no security fixes any more: install a newer major version"
              .formatted(text));
    }
    Integer safe = SAFE_MINORS.get(major);
    if (safe == null || minor >= safe) {
      return Optional.empty();
    }
    return Optional.of(
        "PostgreSQL's client programs %s can be made to run code by a crafted archive: install %d.%d or newer"
            .formatted(text, major, safe));
  }
}
