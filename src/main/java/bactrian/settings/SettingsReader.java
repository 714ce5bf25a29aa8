package bactrian.settings;

import bactrian.catalog.Proof;
import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import bactrian.settings.Settings.Admin;
import bactrian.settings.Settings.Age;
import bactrian.settings.Settings.Backup;
import bactrian.settings.Settings.Postgresql;
import bactrian.settings.Settings.Verify;
import bactrian.settings.TypedValues.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the record from the merged values, and refuses what this version cannot do. */
final class SettingsReader {
  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final String LOCAL = "local";
  private static final String S3 = "s3";

  /** A zstd level above 19 takes memory out of all proportion. */
  private static final int GREATEST_LEVEL = 19;

  /** PostgreSQL holds timeouts as an int of milliseconds. */
  private static final Duration GREATEST_TIMEOUT = Duration.ofDays(24);

  private final TypedValues values;
  private final Map<String, String> environment;
  private final Path defaultDirectory;

  SettingsReader(TypedValues values, Map<String, String> environment, Path defaultDirectory) {
    this.values = values;
    this.environment = environment;
    this.defaultDirectory = defaultDirectory;
  }

  /**
   * The settings.
   *
   * @throws RunFailure (usage) naming the first key whose value is wrong
   */
  Settings read() {
    refuseOtherWaysToNameTheServer();
    Optional<Settings.S3> s3 = new S3Reader(values).read();
    Optional<Secret> password = values.secret(SettingKey.PASSWORD);
    String host = host(SettingKey.HOST).orElseThrow();
    int port = port(SettingKey.PORT).orElseThrow();
    String user = values.text(SettingKey.USER).orElseThrow();
    Admin admin =
        new Admin(
            host(SettingKey.ADMIN_HOST).orElse(host),
            port(SettingKey.ADMIN_PORT).orElse(port),
            values.text(SettingKey.ADMIN_USER).orElse(user),
            values.secret(SettingKey.ADMIN_PASSWORD).or(() -> password),
            database(SettingKey.ADMIN_DATABASE));
    return new Settings(
        new Postgresql(
            host,
            port,
            user,
            password,
            password.isPresent() ? Optional.empty() : passFile(),
            database(SettingKey.NAME).orElseThrow(),
            sslMode(),
            sslRootCert(),
            backup(admin, verify(user), s3.isPresent())),
        s3);
  }

  private Verify verify(String user) {
    Optional<Secret> password = values.secret(SettingKey.VERIFY_PASSWORD);
    return new Verify(
        verifySchedule(),
        verifyLevel(),
        host(SettingKey.VERIFY_HOST),
        port(SettingKey.VERIFY_PORT).orElseThrow(),
        values.text(SettingKey.VERIFY_USER).orElse(user),
        password,
        password.isPresent() ? Optional.empty() : passFile(),
        database(SettingKey.VERIFY_DATABASE));
  }

  private Optional<String> verifySchedule() {
    SettingKey key = SettingKey.BACKUP_VERIFY_SCHEDULE;
    boolean blank =
        values.at(key).isPresent() && values.written(key).map(Found::text).orElse("").isBlank();
    Found found = values.find(key).orElseThrow();
    return blank || found.text().strip().equals("off")
        ? Optional.empty()
        : Optional.of(cron(found));
  }

  private Proof.Level verifyLevel() {
    Found found = values.find(SettingKey.BACKUP_VERIFY_LEVEL).orElseThrow();
    return Proof.Level.of(found.text())
        .orElseThrow(() -> found.wrong("must be one of " + Proof.Level.words() + "."));
  }

  private Backup backup(Admin admin, Verify verify, boolean bucket) {
    Duration stall =
        values.duration(SettingKey.BACKUP_STALL_TIMEOUT, GREATEST_TIMEOUT).orElseThrow();
    Age age = new AgeReader(values).read();
    Duration lock = values.duration(SettingKey.BACKUP_LOCK_TIMEOUT, GREATEST_TIMEOUT).orElseThrow();
    if (lock.compareTo(stall) >= 0) {
      throw RunFailure.usage(
          "postgresql.backup.lock_timeout ("
              + DurationText.format(lock)
              + ") must be shorter than postgresql.backup.stall_timeout ("
              + DurationText.format(stall)
              + "); raise the second or lower the first.");
    }
    return new Backup(
        values.flag(SettingKey.BACKUP_ENABLED),
        schedule(),
        values.zone(SettingKey.BACKUP_TIMEZONE),
        values
            .written(SettingKey.BACKUP_DIRECTORY)
            .flatMap(found -> values.path(SettingKey.BACKUP_DIRECTORY))
            .orElse(defaultDirectory),
        stores(bucket),
        new KeepReader(values).read(),
        values.integer(SettingKey.BACKUP_COMPRESSION_LEVEL, 1, GREATEST_LEVEL).orElseThrow(),
        age,
        lock,
        stall,
        rolePasswords(age),
        values.text(SettingKey.BACKUP_VERSION_QUERY).filter(query -> !query.isBlank()),
        values.find(SettingKey.BACKUP_METRICS_LISTEN).map(SettingsReader::listen),
        new NotifyReader(values).read(),
        verify,
        admin);
  }

  private Optional<Integer> port(SettingKey key) {
    return values.integer(key, 1, Listen.GREATEST_PORT);
  }

  private static Listen listen(Found found) {
    return Listen.of(found.text())
        .orElseThrow(
            () -> found.wrong("must be an address and a port, such as 127.0.0.1:9464, or :9464."));
  }

  private Optional<String> host(SettingKey key) {
    return values.find(key).map(SettingsReader::host);
  }

  private static String host(Found found) {
    String host = found.text();
    if (host.startsWith("/")) {
      return host;
    }
    if (host.contains("://") || host.contains("=") || host.contains("@")) {
      throw found.wrong(
          "must be a server's name, address or socket folder, not a connection string; write its"
              + " parts as the settings host, port, user, password and name.");
    }
    if (host.contains(",")) {
      throw found.wrong("must be one server; lists of hosts are not supported, name one of them.");
    }
    if (host.matches("[^:]*:[0-9]*")) {
      throw found.wrong("must be a server's name without its port; set the port as its own key.");
    }
    if (host.chars().anyMatch(Character::isWhitespace)) {
      throw found.wrong("must be a server's name without blanks; remove them.");
    }
    return host;
  }

  private Optional<String> database(SettingKey key) {
    return values
        .find(key)
        .map(
            found -> {
              if (found.text().contains("://")) {
                throw found.wrong(
                    "must be the name of a database, not a connection string; write its parts as"
                        + " the settings host, port, user, password and name.");
              }
              return found.text();
            });
  }

  private String sslMode() {
    Found found = values.find(SettingKey.SSLMODE).orElseThrow();
    if (!SSL_MODES.contains(found.text())) {
      throw found.wrong(
          "must be one of disable, allow, prefer, require, verify-ca and verify-full.");
    }
    return found.text();
  }

  private Optional<Path> sslRootCert() {
    return values
        .find(SettingKey.SSLROOTCERT)
        .map(
            found -> {
              if (found.text().equals("system")) {
                throw found.wrong(
                    "must be a file; name the system's own, such as"
                        + " /etc/ssl/certs/ca-certificates.crt.");
              }
              if (found.text().startsWith("-----BEGIN")) {
                throw found.wrong(
                    "must be the path of a file, not its content; leave file:// out.");
              }
              return values.resolved(found);
            });
  }

  private Optional<Path> passFile() {
    return Optional.ofNullable(environment.get("PGPASSFILE"))
        .filter(text -> !text.isEmpty())
        .map(text -> new Found(SettingKey.PASSWORD, text, EnvironmentLayer.origin("PGPASSFILE")))
        .map(values::resolved);
  }

  private String schedule() {
    SettingKey key = SettingKey.BACKUP_SCHEDULE;
    boolean blank =
        values.at(key).isPresent() && values.written(key).map(Found::text).orElse("").isBlank();
    if (blank) {
      throw RunFailure.usage(
          key.path()
              + " (from "
              + values.at(key).get().origin()
              + ") is blank; to switch the schedule off, set postgresql.backup.enabled to false.");
    }
    return cron(values.find(key).orElseThrow());
  }

  private static String cron(Found found) {
    // Nothing else stands in a cron expression, and routes hand it on as a property.
    if (!found.text().matches("[0-9A-Za-z*/?,# -]+")) {
      throw found.wrong(
          "must be a Quartz cron expression, such as 0 0 0 * * ? for every midnight.");
    }
    return found.text().strip();
  }

  private List<String> stores(boolean bucket) {
    List<String> stores = values.list(SettingKey.BACKUP_STORES);
    if (stores.isEmpty()) {
      return List.of(bucket ? S3 : LOCAL);
    }
    String origin =
        SettingKey.BACKUP_STORES.path()
            + " (from "
            + values.at(SettingKey.BACKUP_STORES).orElseThrow().origin()
            + ")";
    if (!Set.of(LOCAL, S3).containsAll(stores)) {
      throw RunFailure.usage(
          origin + " names a store that does not exist; set it to local, s3 or both.");
    }
    if (stores.contains(S3) && !bucket) {
      throw RunFailure.usage(
          origin + " names s3, but no bucket is set; set postgresql.s3_backup.bucket.");
    }
    return stores;
  }

  /** They are secrets: where nothing is said, only sealed backups hold them. */
  private boolean rolePasswords(Age age) {
    SettingKey key = SettingKey.BACKUP_ROLE_PASSWORDS;
    return values.written(key).isPresent() ? values.flag(key) : !age.recipients().isEmpty();
  }

  /**
   * With these variables libpq would go to a server that we cannot see. Where the settings name the
   * host, the settings win, since children never get the variables.
   */
  private void refuseOtherWaysToNameTheServer() {
    if (values.written(SettingKey.HOST).isPresent()) {
      return;
    }
    for (String variable : List.of("PGSERVICE", "PGHOSTADDR")) {
      if (!environment.getOrDefault(variable, "").isEmpty()) {
        throw RunFailure.usage(
            "The environment variable "
                + variable
                + " is set, which is not supported; set postgresql.host to the server it stands"
                + " for, or unset it.");
      }
    }
  }
}
