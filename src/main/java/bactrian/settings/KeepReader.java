package bactrian.settings;

import bactrian.failure.RunFailure;
import bactrian.settings.Settings.Keep;
import java.time.Duration;
import java.util.Optional;

/** Reads what retention keeps. */
final class KeepReader {
  private static final Duration GREATEST_AGE = Duration.ofDays(36_525);
  private static final int MOST_KEPT = 100_000;

  private final TypedValues values;

  KeepReader(TypedValues values) {
    this.values = values;
  }

  /**
   * The rules of retention.
   *
   * @throws RunFailure (usage) when none is in force, or naming the first key whose value is wrong
   */
  Keep read() {
    Keep keep =
        new Keep(
            count(SettingKey.BACKUP_KEEP_LAST),
            count(SettingKey.BACKUP_KEEP_DAILY),
            count(SettingKey.BACKUP_KEEP_WEEKLY),
            count(SettingKey.BACKUP_KEEP_MONTHLY),
            count(SettingKey.BACKUP_KEEP_YEARLY),
            values.duration(SettingKey.BACKUP_KEEP_WITHIN, GREATEST_AGE));
    if (keep.equals(new Keep(0, 0, 0, 0, 0, Optional.empty()))) {
      throw RunFailure.usage(
          "postgresql.backup.keep_last is 0 and no other rule is set, which would keep nothing but"
              + " the newest backup; set it to 1 if that is meant.");
    }
    return keep;
  }

  private int count(SettingKey key) {
    return values.integer(key, 0, MOST_KEPT).orElseThrow();
  }
}
