package bactrian.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Words {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Words() {}

  /** Bytes, such as {@code 1.5 MiB}. */
  static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }

  /** A count with its noun, such as {@code 1 row} or {@code 12,345 rows}. */
  static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A duration in its largest unit, such as {@code 1.4 s}, {@code 12 min} or {@code 3 d}. */
  static String duration(Duration duration) {
    if (duration.toMinutes() < 2) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    return age(duration);
  }

  /** An age in whole units of the largest that fits twice. */
  static String age(Duration age) {
    if (age.isNegative()) {
      return "in the future";
    }
    if (age.toMinutes() < 2) {
      return age.toSeconds() + " s";
    }
    if (age.toHours() < 2) {
      return age.toMinutes() + " min";
    }
    if (age.toDays() < 2) {
      return age.toHours() + " h";
    }
    return age.toDays() + " d";
  }
}
