package bactrian.settings;

import bactrian.catalog.Proof;
import bactrian.failure.Secret;
import bactrian.seal.Recipient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of one run, complete and checked: defaults are filled in, references resolved.
 *
 * @param postgresql the keys under {@code postgresql}
 * @param s3 the keys under {@code postgresql.s3_backup}; nothing while no bucket is set
 */
public record Settings(Postgresql postgresql, Optional<S3> s3) {
  /**
   * The application's database.
   *
   * @param host the server's name or address, or, with a leading {@code /}, the folder of its
   *     socket
   * @param port 1 to 65535
   * @param user the role to connect as
   * @param password its password; nothing when none is set
   * @param passFile PGPASSFILE, only while no password is set; it need not exist
   * @param name the database
   * @param sslMode one of libpq's six words
   * @param sslRootCert absolute path of the certificates to trust
   * @param backup the keys under {@code postgresql.backup}
   */
  public record Postgresql(
      String host,
      int port,
      String user,
      Optional<Secret> password,
      Optional<Path> passFile,
      String name,
      String sslMode,
      Optional<Path> sslRootCert,
      Backup backup) {}

  /**
   * How backups are made and kept.
   *
   * @param enabled whether the schedule runs
   * @param schedule a Quartz cron expression as written, of the right alphabet but not parsed
   * @param timezone of the schedule
   * @param directory the local store's folder, absolute
   * @param stores names of the stores, at least one, none twice
   * @param keep what retention keeps
   * @param compressionLevel zstd's, 1 to 19
   * @param age who can open the backups
   * @param lockTimeout longest wait for a table's lock, from 1 s to less than the stall timeout
   * @param stallTimeout longest time without a byte
   * @param rolePasswords whether the globals hold password hashes
   * @param versionQuery SQL that reads the application's version
   * @param metrics where the worker serves its metrics, if it does
   * @param notified who is told how a run ended
   * @param verify how backups are proven
   * @param admin the direct connection
   */
  public record Backup(
      boolean enabled,
      String schedule,
      ZoneId timezone,
      Path directory,
      List<String> stores,
      Keep keep,
      int compressionLevel,
      Age age,
      Duration lockTimeout,
      Duration stallTimeout,
      boolean rolePasswords,
      Optional<String> versionQuery,
      Optional<Listen> metrics,
      Notify notified,
      Verify verify,
      Admin admin) {
    /** Copies the list of stores. */
    public Backup {
      stores = List.copyOf(stores);
    }

    /** The same with another direct connection. */
    public Backup withAdmin(Admin other) {
      return new Backup(
          enabled,
          schedule,
          timezone,
          directory,
          stores,
          keep,
          compressionLevel,
          age,
          lockTimeout,
          stallTimeout,
          rolePasswords,
          versionQuery,
          metrics,
          notified,
          verify,
          other);
    }
  }

  /**
   * Who can open the backups.
   *
   * @param recipients the public keys that they are sealed for; none leaves them open to everybody
   * @param identity absolute path of the file with the secret keys that open sealed ones
   */
  public record Age(List<Recipient> recipients, Optional<Path> identity) {
    /** Copies the list. */
    public Age {
      recipients = List.copyOf(recipients);
    }
  }

  /**
   * The rules of retention; a backup stays if any of them keeps it. At least one is in force.
   *
   * @param last newest backups to keep; like the next four, 0 is no rule
   * @param daily days to keep one of
   * @param weekly weeks to keep one of
   * @param monthly months to keep one of
   * @param yearly years to keep one of
   * @param within keep all that are younger
   */
  public record Keep(
      int last, int daily, int weekly, int monthly, int yearly, Optional<Duration> within) {}

  /**
   * Who is told how a backup or a proof ended.
   *
   * @param success those who are told of a success
   * @param failure those who are told of a failure
   * @param always those who are told of either
   */
  public record Notify(
      List<NotifyEndpoint> success, List<NotifyEndpoint> failure, List<NotifyEndpoint> always) {
    /** Copies the lists. */
    public Notify {
      success = List.copyOf(success);
      failure = List.copyOf(failure);
      always = List.copyOf(always);
    }

    /** Those who are told of a success, or of a failure, each once. */
    public List<NotifyEndpoint> of(boolean succeeded) {
      Map<String, NotifyEndpoint> told = new LinkedHashMap<>();
      Stream.concat((succeeded ? success : failure).stream(), always.stream())
          .forEach(endpoint -> told.putIfAbsent(endpoint.uri().reveal(), endpoint));
      return List.copyOf(told.values());
    }

    /** The schemes of all of them. */
    public Set<String> schemes() {
      return Stream.of(success, failure, always)
          .flatMap(List::stream)
          .map(NotifyEndpoint::scheme)
          .collect(Collectors.toSet());
    }
  }

  /**
   * How backups are proven. TLS of the server is the application's always.
   *
   * @param schedule when the worker proves a backup, a Quartz cron expression as written; nothing
   *     for never
   * @param level how far a proof goes
   * @param host as {@link Postgresql#host}; nothing for a private server
   * @param port 1 to 65535
   * @param user the role to connect as
   * @param password its password; nothing when none is set
   * @param passFile PGPASSFILE, only while no password is set; it need not exist
   * @param database nothing when not set: then {@code postgres}, else {@code template1}
   */
  public record Verify(
      Optional<String> schedule,
      Proof.Level level,
      Optional<String> host,
      int port,
      String user,
      Optional<Secret> password,
      Optional<Path> passFile,
      Optional<String> database) {}

  /**
   * The direct, unpooled connection for dump, restore, lock and swap. What was not set is already
   * the application's value; pass file and TLS are the application's always.
   *
   * @param host as {@link Postgresql#host}
   * @param port 1 to 65535
   * @param user the role to connect as
   * @param password its password; nothing when none is set
   * @param database nothing when not set: then {@code postgres}, else {@code template1}
   */
  public record Admin(
      String host, int port, String user, Optional<Secret> password, Optional<String> database) {}

  /**
   * The store in S3.
   *
   * @param bucket the bucket's name: letters, digits, {@code . _ -}
   * @param keys nothing for those of the environment, the profile or the machine
   * @param region the bucket's
   * @param host scheme, name and port of the server; nothing for AWS
   * @param location folder in the bucket, without slashes at its ends; empty for the root
   * @param insecureSkipVerify whether the server's certificate goes unchecked
   * @param caFile absolute path of the certificates to trust
   * @param pathStyle whether the bucket is named in the path; nothing for automatic
   * @param storageClass never one that must be thawed before it can be read
   * @param encryption {@code AES256} or {@code aws:kms}
   * @param kmsKeyId key for the latter
   * @param checksums whether the SDK sends its own checksums; nothing for automatic
   * @param maxParts the most parts of one upload, 100 to 10000
   * @param equalParts whether all parts of an upload must be of one size
   */
  public record S3(
      String bucket,
      Optional<Keys> keys,
      String region,
      Optional<URI> host,
      String location,
      boolean insecureSkipVerify,
      Optional<Path> caFile,
      Optional<Boolean> pathStyle,
      Optional<String> storageClass,
      Optional<String> encryption,
      Optional<String> kmsKeyId,
      Optional<Boolean> checksums,
      int maxParts,
      boolean equalParts) {
    /** A pair of keys. */
    public record Keys(Secret access, Secret secret) {}
  }
}
