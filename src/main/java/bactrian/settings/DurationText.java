package bactrian.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spans of time as operators write them: {@code 90s}, {@code 5m}, {@code 1h30m}, {@code 7d}, {@code
 * 2w}, or ISO 8601 as {@code PT5M}. A bare number has no unit and is not one.
 */
public final class DurationText {
  private static final Pattern UNITS =
      Pattern.compile(
          "(?:([0-9]{1,9})w)?(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?"
              + "(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?");
  private static final int[] SECONDS = {7 * 86_400, 86_400, 3_600, 60, 1};

  private DurationText() {}

  /** The span that the text means, never negative; nothing when it means none. */
  public static Optional<Duration> parse(String text) {
    if (text.startsWith("P")) {
      try {
        return Optional.of(Duration.parse(text)).filter(duration -> !duration.isNegative());
      } catch (DateTimeException | ArithmeticException e) {
        return Optional.empty();
      }
    }
    Matcher matcher = UNITS.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    long seconds = 0;
    for (int unit = 0; unit < SECONDS.length; unit++) {
      String count = matcher.group(unit + 1);
      if (count != null) {
        seconds += Long.parseLong(count) * SECONDS[unit];
      }
    }
    return Optional.of(Duration.ofSeconds(seconds));
  }

  /** The shortest text that {@link #parse} reads back as the same span, to be shown. */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.isNegative() || duration.toNanosPart() != 0 || duration.toDays() > 999_999_999) {
      return duration.toString();
    }
    StringBuilder text = new StringBuilder();
    append(text, duration.toDays(), 'd');
    append(text, duration.toHoursPart(), 'h');
    append(text, duration.toMinutesPart(), 'm');
    append(text, duration.toSecondsPart(), 's');
    return text.toString();
  }

  private static void append(StringBuilder text, long count, char unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }
}
