package bactrian.settings;

import bactrian.failure.RunFailure;
import bactrian.settings.Settings.S3;
import bactrian.settings.TypedValues.Found;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the record of the S3 store from the merged values. */
final class S3Reader {
  /** What has to be thawed first is no backup at three in the morning. */
  private static final Set<String> FROZEN = Set.of("GLACIER", "DEEP_ARCHIVE");

  private static final int FEWEST_PARTS = 100;
  private static final int MOST_PARTS = 10_000;

  private final TypedValues values;

  S3Reader(TypedValues values) {
    this.values = values;
  }

  /**
   * The store in S3; nothing while no bucket is set.
   *
   * @throws RunFailure (usage) naming the first key whose value is wrong
   */
  Optional<S3> read() {
    return values.find(SettingKey.S3_BUCKET).map(S3Reader::bucket).map(this::read);
  }

  private S3 read(String bucket) {
    Optional<String> kmsKey = values.text(SettingKey.S3_SSE_KMS_KEY_ID);
    return new S3(
        bucket,
        keys(),
        values.text(SettingKey.S3_REGION).map(String::strip).orElseThrow(),
        values.find(SettingKey.S3_HOST).map(S3Reader::host),
        values.find(SettingKey.S3_LOCATION).map(S3Reader::location).orElse(""),
        values.flag(SettingKey.S3_INSECURE_SKIP_VERIFY),
        values.path(SettingKey.S3_CA_FILE),
        values.optionalFlag(SettingKey.S3_PATH_STYLE),
        values.find(SettingKey.S3_STORAGE_CLASS).map(S3Reader::storageClass),
        encryption(kmsKey),
        kmsKey,
        values.find(SettingKey.S3_CHECKSUMS).map(S3Reader::checksums),
        values.integer(SettingKey.S3_MAX_PARTS, FEWEST_PARTS, MOST_PARTS).orElseThrow(),
        values.flag(SettingKey.S3_EQUAL_PARTS));
  }

  private static String bucket(Found found) {
    // Whoever is allowed to name the bucket may not name an endpoint's options with it.
    if (!found.text().matches("[A-Za-z0-9][A-Za-z0-9._-]{2,254}")) {
      throw found.wrong(
          "must be a bucket's name alone, without s3:// and folders; write a folder as"
              + " postgresql.s3_backup.location.");
    }
    return found.text();
  }

  private Optional<S3.Keys> keys() {
    Optional<bactrian.failure.Secret> access = values.secret(SettingKey.S3_ACCESS_KEY);
    Optional<bactrian.failure.Secret> secret = values.secret(SettingKey.S3_SECRET_KEY);
    if (access.isPresent() != secret.isPresent()) {
      SettingKey there = access.isPresent() ? SettingKey.S3_ACCESS_KEY : SettingKey.S3_SECRET_KEY;
      SettingKey missing = access.isPresent() ? SettingKey.S3_SECRET_KEY : SettingKey.S3_ACCESS_KEY;
      throw RunFailure.usage(
          there.path()
              + " is set, but "
              + missing.path()
              + " is not; set both, or neither to use the keys of the machine.");
    }
    return access.map(key -> new S3.Keys(key, secret.orElseThrow()));
  }

  private static URI host(Found found) {
    String text = found.text().strip();
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean plain =
          uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null
              && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
      if (plain && (scheme.equals("http") || scheme.equals("https"))) {
        return new URI(scheme, null, uri.getHost(), uri.getPort(), null, null, null);
      }
    } catch (URISyntaxException e) {
      throw wrongHost(found);
    }
    throw wrongHost(found);
  }

  private static RunFailure wrongHost(Found found) {
    return found.wrong(
        "must be the address of an S3 server with its scheme and nothing behind it, such as"
            + " https://minio.example.org:9000.");
  }

  /** Without slashes at its ends and without doubled ones: neither is a folder to S3. */
  private static String location(Found found) {
    String location =
        Arrays.stream(found.text().strip().split("/+", -1))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("/"));
    if (location.chars().anyMatch(Character::isISOControl)) {
      throw found.wrong("must not hold control characters; remove them.");
    }
    return location;
  }

  private static String storageClass(Found found) {
    String name = found.text().strip();
    if (FROZEN.contains(name)) {
      throw found.wrong(
          "names a class whose objects cannot be read before they are thawed, which takes hours:"
              + " no restore could start, and no backup could be read back; choose another, such as"
              + " GLACIER_IR, and let a lifecycle rule move old versions.");
    }
    if (!name.matches("[A-Z0-9_-]{1,64}")) {
      throw found.wrong("must be the name of a storage class, such as STANDARD_IA.");
    }
    return name;
  }

  private Optional<String> encryption(Optional<String> kmsKey) {
    Optional<Found> written = values.find(SettingKey.S3_SSE);
    if (written.isEmpty()) {
      return kmsKey.map(key -> "aws:kms");
    }
    String name = written.get().text().strip();
    if (!Set.of("AES256", "aws:kms").contains(name)) {
      throw written.get().wrong("must be AES256 or aws:kms.");
    }
    if (name.equals("AES256") && kmsKey.isPresent()) {
      throw written
          .get()
          .wrong(
              "is AES256, which takes no key, but postgresql.s3_backup.sse_kms_key_id is set; set"
                  + " this to aws:kms, or remove the key.");
    }
    return Optional.of(name);
  }

  private static boolean checksums(Found found) {
    return switch (found.text().strip().toLowerCase(Locale.ROOT)) {
      case "supported", "when_supported" -> true;
      case "required", "when_required" -> false;
      default ->
          throw found.wrong(
              "must be supported (the SDK's own checksums, as on AWS) or required (only where S3"
                  + " demands one).");
    };
  }
}
