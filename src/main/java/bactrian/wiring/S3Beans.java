package bactrian.wiring;

import bactrian.settings.Settings;
import bactrian.store.S3Abilities;
import bactrian.store.S3Claims;
import bactrian.store.S3Connection;
import bactrian.store.S3Store;
import bactrian.store.S3Target;
import bactrian.store.S3Upload;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import software.amazon.awssdk.services.s3.S3Client;

/** The beans of the store {@code s3}, apart so that no other command loads their classes. */
final class S3Beans implements AutoCloseable {
  /** The store's name, a constant that loads no class of it. */
  static final String STORE = "s3";

  private final S3Client client;
  private final S3Store store;
  private final Map<String, Object> named = new LinkedHashMap<>();

  /**
   * @param alias whose leftovers in the bucket are ours
   * @param threads sends the parts of an upload
   */
  S3Beans(Settings.S3 settings, Duration stallTimeout, String alias, Executor threads) {
    boolean checksums = settings.checksums().orElse(settings.host().isEmpty());
    this.client = connection(settings, checksums, stallTimeout).open();
    S3Target target = target(settings, checksums, alias, stallTimeout);
    S3Abilities abilities = new S3Abilities();
    this.store = new S3Store(client, target);
    named.put("s3Client", client);
    named.put("s3Store", store);
    named.put("s3Claims", new S3Claims(client, target, abilities));
    named.put("s3Upload", new S3Upload(client, target, abilities, threads));
  }

  private static S3Connection connection(
      Settings.S3 settings, boolean checksums, Duration stallTimeout) {
    return new S3Connection(
        settings.host(),
        settings.keys().map(pair -> new S3Connection.Keys(pair.access(), pair.secret())),
        settings.region(),
        settings.pathStyle().orElse(settings.host().isPresent()),
        settings.insecureSkipVerify(),
        settings.caFile(),
        checksums,
        stallTimeout);
  }

  private static S3Target target(
      Settings.S3 settings, boolean checksums, String alias, Duration stallTimeout) {
    return new S3Target(
        settings.host().map(URI::toString).orElse("AWS S3"),
        settings.bucket(),
        settings.location(),
        alias,
        settings.storageClass(),
        settings.encryption(),
        settings.kmsKeyId(),
        checksums,
        settings.maxParts(),
        settings.equalParts(),
        stallTimeout);
  }

  S3Store store() {
    return store;
  }

  Map<String, Object> named() {
    return named;
  }

  @Override
  public void close() {
    client.close();
  }
}
