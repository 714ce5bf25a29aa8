package bactrian.settings;

import static bactrian.settings.SettingKey.Kind.BOOLEAN;
import static bactrian.settings.SettingKey.Kind.CRON;
import static bactrian.settings.SettingKey.Kind.DURATION;
import static bactrian.settings.SettingKey.Kind.INTEGER;
import static bactrian.settings.SettingKey.Kind.LIST;
import static bactrian.settings.SettingKey.Kind.PATH;
import static bactrian.settings.SettingKey.Kind.SECRET;
import static bactrian.settings.SettingKey.Kind.SQL;
import static bactrian.settings.SettingKey.Kind.TEXT;
import static bactrian.settings.SettingKey.Kind.ZONE;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every key of the settings contract, in one place: its path, the kind of its value, its default
 * and what it is for.
 */
public enum SettingKey {
  HOST(
      "postgresql.host",
      TEXT,
      "localhost",
      "server's name or address, or, with a leading `/`, the folder of its socket"),
  PORT("postgresql.port", INTEGER, "5432", "server's port, 1 to 65535"),
  USER("postgresql.user", TEXT, "authentik", "role to connect as"),
  PASSWORD("postgresql.password", SECRET, "", "that role's password"),
  NAME("postgresql.name", TEXT, "authentik", "database to back up and to restore"),
  SSLMODE(
      "postgresql.sslmode",
      TEXT,
      "prefer",
      "`disable`, `allow`, `prefer`, `require`, `verify-ca` or `verify-full`, as libpq means them"),
  SSLROOTCERT(
      "postgresql.sslrootcert", PATH, "", "file with the certificates of the authorities to trust"),
  BACKUP_ENABLED(
      "postgresql.backup.enabled",
      BOOLEAN,
      "true",
      "whether the worker backs up on schedule; commands work either way"),
  BACKUP_SCHEDULE(
      "postgresql.backup.schedule",
      CRON,
      "0 0 0 * * ?",
      "when the worker backs up: a Quartz cron expression, seconds first"),
  BACKUP_TIMEZONE("postgresql.backup.timezone", ZONE, "UTC", "time zone of the schedule"),
  BACKUP_DIRECTORY(
      "postgresql.backup.directory",
      PATH,
      "/backups",
      "folder of the local store; in a checkout the default is `./backups`"),
  BACKUP_STORES(
      "postgresql.backup.stores",
      LIST,
      "",
      "where backups are kept: `local`, `s3` or both; empty is `s3` when a bucket is set, else `local`"),
  BACKUP_KEEP_LAST(
      "postgresql.backup.keep_last",
      INTEGER,
      "10",
      "newest backups to keep; 0 only beside another rule"),
  BACKUP_KEEP_DAILY(
      "postgresql.backup.keep_daily", INTEGER, "0", "days to keep one backup of; 0 is no rule"),
  BACKUP_KEEP_WEEKLY(
      "postgresql.backup.keep_weekly", INTEGER, "0", "weeks to keep one backup of; 0 is no rule"),
  BACKUP_KEEP_MONTHLY(
      "postgresql.backup.keep_monthly", INTEGER, "0", "months to keep one backup of; 0 is no rule"),
  BACKUP_KEEP_YEARLY(
      "postgresql.backup.keep_yearly", INTEGER, "0", "years to keep one backup of; 0 is no rule"),
  BACKUP_KEEP_WITHIN(
      "postgresql.backup.keep_within", DURATION, "", "keep every backup younger than this"),
  BACKUP_COMPRESSION_LEVEL(
      "postgresql.backup.compression_level", INTEGER, "1", "zstd level, 1 (fast) to 19 (small)"),
  BACKUP_LOCK_TIMEOUT(
      "postgresql.backup.lock_timeout",
      DURATION,
      "5m",
      "longest wait for a table's lock, shorter than `stall_timeout`"),
  BACKUP_STALL_TIMEOUT(
      "postgresql.backup.stall_timeout",
      DURATION,
      "10m",
      "longest time without a byte before a run is given up"),
  BACKUP_ROLE_PASSWORDS(
      "postgresql.backup.role_passwords",
      BOOLEAN,
      "false",
      "whether the globals hold the password hashes of roles (needs a superuser); where nothing is set, those of sealed backups do"),
  BACKUP_VERSION_QUERY(
      "postgresql.backup.version_query",
      SQL,
      "",
      "query whose first column is the application's version, where neither of authentik's tables tells it"),
  BACKUP_METRICS_LISTEN(
      "postgresql.backup.metrics_listen",
      TEXT,
      "",
      "address and port at which the worker serves metrics for Prometheus, such as `127.0.0.1:9464`, or `:9464` for all addresses; empty for none"),
  ADMIN_HOST(
      "postgresql.backup.admin.host",
      TEXT,
      "",
      "direct, unpooled address for dump, restore, lock and swap; empty is `postgresql.host`"),
  ADMIN_PORT("postgresql.backup.admin.port", INTEGER, "", "its port; empty is `postgresql.port`"),
  ADMIN_USER("postgresql.backup.admin.user", TEXT, "", "role for it; empty is `postgresql.user`"),
  ADMIN_PASSWORD(
      "postgresql.backup.admin.password",
      SECRET,
      "",
      "that role's password; empty is `postgresql.password`"),
  ADMIN_DATABASE(
      "postgresql.backup.admin.database",
      TEXT,
      "",
      "database to lock and swap from; empty is `postgres`, else `template1`"),
  BACKUP_AGE_RECIPIENTS(
      "postgresql.backup.age_recipients",
      LIST,
      "",
      "age public keys to seal backups for, each beginning with `age1`"),
  BACKUP_AGE_IDENTITY(
      "postgresql.backup.age_identity",
      PATH,
      "",
      "file with the age secret key that opens sealed backups, as `age-keygen` writes it"),
  BACKUP_VERIFY_SCHEDULE(
      "postgresql.backup.verify_schedule",
      CRON,
      "0 0 3 ? * SUN",
      "when the worker proves a backup, in the zone of `timezone`; empty or `off` for never"),
  BACKUP_VERIFY_LEVEL(
      "postgresql.backup.verify_level",
      TEXT,
      "restore",
      "how far a proof goes: `checksum` (every byte is read again), `restore` (into a server of its own) or `full` (and dumped again)"),
  VERIFY_HOST(
      "postgresql.backup.verify.host",
      TEXT,
      "",
      "server to restore into for a proof, never the live one; empty starts a private one from the installed programs"),
  VERIFY_PORT("postgresql.backup.verify.port", INTEGER, "5432", "its port"),
  VERIFY_USER("postgresql.backup.verify.user", TEXT, "", "role for it; empty is `postgresql.user`"),
  VERIFY_PASSWORD("postgresql.backup.verify.password", SECRET, "", "that role's password"),
  VERIFY_DATABASE(
      "postgresql.backup.verify.database",
      TEXT,
      "",
      "database there to create others from; empty is `postgres`, else `template1`"),
  NOTIFY_SUCCESS(
      "postgresql.backup.notify.success", LIST, "", "Camel endpoints to tell of a success"),
  NOTIFY_FAILURE(
      "postgresql.backup.notify.failure", LIST, "", "Camel endpoints to tell of a failure"),
  NOTIFY_ALWAYS("postgresql.backup.notify.always", LIST, "", "Camel endpoints to tell of either"),
  S3_BUCKET("postgresql.s3_backup.bucket", TEXT, "", "bucket of the store `s3`; it must exist"),
  S3_ACCESS_KEY(
      "postgresql.s3_backup.access_key",
      SECRET,
      "",
      "access key; empty takes the keys of the environment, the profile or the machine's role"),
  S3_SECRET_KEY("postgresql.s3_backup.secret_key", SECRET, "", "secret key"),
  S3_REGION("postgresql.s3_backup.region", TEXT, "eu-central-1", "region of the bucket"),
  S3_HOST(
      "postgresql.s3_backup.host",
      TEXT,
      "",
      "S3 server's address with its scheme, such as `https://minio.example.org`; empty is AWS"),
  S3_LOCATION(
      "postgresql.s3_backup.location",
      TEXT,
      "",
      "folder in the bucket; empty is the bucket's root"),
  S3_INSECURE_SKIP_VERIFY(
      "postgresql.s3_backup.insecure_skip_verify",
      BOOLEAN,
      "false",
      "whether the server's certificate goes unchecked; `ca_file` is the better way"),
  S3_CA_FILE(
      "postgresql.s3_backup.ca_file",
      PATH,
      "",
      "file with the certificates of the authorities to trust; empty is the system's"),
  S3_PATH_STYLE(
      "postgresql.s3_backup.path_style",
      BOOLEAN,
      "",
      "whether the bucket is named in the path; empty is yes with a `host`, no on AWS"),
  S3_STORAGE_CLASS(
      "postgresql.s3_backup.storage_class",
      TEXT,
      "",
      "storage class, such as `STANDARD_IA`; none that has to be thawed"),
  S3_SSE("postgresql.s3_backup.sse", TEXT, "", "encryption by the server: `AES256` or `aws:kms`"),
  S3_SSE_KMS_KEY_ID("postgresql.s3_backup.sse_kms_key_id", TEXT, "", "KMS key of that encryption"),
  S3_CHECKSUMS(
      "postgresql.s3_backup.checksums",
      TEXT,
      "",
      "`supported` (the SDK's own) or `required` (MD5 only); empty is `supported` on AWS, `required` with a `host`"),
  S3_MAX_PARTS(
      "postgresql.s3_backup.max_parts",
      INTEGER,
      "10000",
      "parts that the server allows for one upload, 100 to 10000"),
  S3_EQUAL_PARTS(
      "postgresql.s3_backup.equal_parts",
      BOOLEAN,
      "false",
      "whether the server demands that all parts of an upload are of one size, as Cloudflare's does");

  /** What the text of a value has to be. */
  public enum Kind {
    TEXT,
    /** Never shown, whatever happens. */
    SECRET,
    INTEGER,
    BOOLEAN,
    /** See {@link DurationText}. */
    DURATION,
    /** A YAML list, or text with commas. */
    LIST,
    /** A relative one starts at the working directory. */
    PATH,
    /** A name of the IANA time zone database. */
    ZONE,
    CRON,
    /** The only kind that may have several lines. */
    SQL
  }

  private static final Map<String, SettingKey> BY_PATH =
      Arrays.stream(values()).collect(Collectors.toMap(SettingKey::path, Function.identity()));

  private final String path;
  private final Kind kind;
  private final String defaultText;
  private final String about;

  SettingKey(String path, Kind kind, String defaultText, String about) {
    this.path = path;
    this.kind = kind;
    this.defaultText = defaultText;
    this.about = about;
  }

  /** The key with this dotted path, such as {@code postgresql.host}. */
  static Optional<SettingKey> at(String path) {
    return Optional.ofNullable(BY_PATH.get(path));
  }

  /** The dotted path, such as {@code postgresql.backup.keep_last}. */
  public String path() {
    return path;
  }

  /** What the value has to be. */
  public Kind kind() {
    return kind;
  }

  /** The built-in default as text, empty when there is none. */
  public String defaultText() {
    return defaultText;
  }

  /** One line for the operator, in Markdown. */
  public String about() {
    return about;
  }

  /** The environment variable that sets it, such as {@code AUTHENTIK_POSTGRESQL__HOST}. */
  public String environmentVariable() {
    return EnvironmentLayer.PREFIX + path.replace(".", "__").toUpperCase(Locale.ROOT);
  }

  /**
   * The variable of libpq that stands in when the key is not set. PGPASSWORD is here although the
   * contract does not list it: whoever exports it expects every client of libpq to use it.
   */
  public Optional<String> libpqVariable() {
    return switch (this) {
      case HOST -> Optional.of("PGHOST");
      case PORT -> Optional.of("PGPORT");
      case USER -> Optional.of("PGUSER");
      case PASSWORD -> Optional.of("PGPASSWORD");
      case NAME -> Optional.of("PGDATABASE");
      case SSLMODE -> Optional.of("PGSSLMODE");
      case SSLROOTCERT -> Optional.of("PGSSLROOTCERT");
      default -> Optional.empty();
    };
  }
}
