package bactrian.settings;

import java.util.Map;
import java.util.TreeMap;

/**
 * The settings that routes may see as properties, under the names of their keys: an allow-list, in
 * which nothing is secret and no value can hold Camel's placeholders. Paths are not among them:
 * {@code {{}}}, {@code #} and {@code ?} are letters to a file system and syntax to Camel, so beans
 * carry them.
 */
public final class RouteProperties {
  private RouteProperties() {}

  /** The properties of these settings. */
  public static Map<String, String> of(Settings settings) {
    Settings.Backup backup = settings.postgresql().backup();
    Map<String, String> properties = new TreeMap<>();
    properties.put(SettingKey.BACKUP_ENABLED.path(), String.valueOf(backup.enabled()));
    properties.put(SettingKey.BACKUP_SCHEDULE.path(), backup.schedule());
    // Without a schedule for proofs its route is not loaded, but every route file must load.
    properties.put(
        SettingKey.BACKUP_VERIFY_SCHEDULE.path(),
        backup.verify().schedule().orElse(SettingKey.BACKUP_VERIFY_SCHEDULE.defaultText()));
    properties.put(SettingKey.BACKUP_TIMEZONE.path(), backup.timezone().getId());
    properties.put(SettingKey.BACKUP_STORES.path(), String.join(",", backup.stores()));
    // Without a store in S3 nothing is sent there, but every route file must load.
    properties.put(
        SettingKey.S3_BUCKET.path(), settings.s3().map(Settings.S3::bucket).orElse("none"));
    return Map.copyOf(properties);
  }
}
