package bactrian.lab;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/** The buckets of one of Ceph's gateways: one account owns them, the program has another. */
final class CephBuckets implements AutoCloseable {
  /** Who may ask the gateway. */
  record Account(String name, String accessKey, String secretKey) {
    /** What radosgw-admin makes it with. */
    List<String> creation() {
      return List.of(
          "user",
          "create",
          "--uid",
          name,
          "--display-name",
          name,
          "--access-key",
          accessKey,
          "--secret",
          secretKey);
    }
  }

  private static final Account OWNER = new Account("owner", "OWNERKEY", "secret-of-the-owner");
  private static final Account PROGRAM =
      new Account("example-user-name", "PROGRAMKEY", "canary/secret+of?the&program");

  static final List<Account> ACCOUNTS = List.of(OWNER, PROGRAM);

  private final URI endpoint;
  private final S3Client owner;
  private final S3Client program;
  private final AtomicInteger made = new AtomicInteger();

  CephBuckets(URI endpoint) {
    this.endpoint = endpoint;
    this.owner = client(OWNER);
    this.program = client(PROGRAM);
  }

  /** A bucket in which the program may do this. */
  S3Bucket granted(List<String> permissions, boolean locked) {
    String name = "bucket-" + made.incrementAndGet();
    owner.createBucket(create -> create.bucket(name).objectLockEnabledForBucket(locked));
    String policy =
        """
        {"Version": "2012-10-17", "Statement": [{"Sid": "VisualEditor0", "Effect": "Allow",
          "Action": [%s], "Principal": {"AWS": "arn:aws:iam:::user/%s"},
          "Resource": ["arn:aws:s3:::%s/*", "arn:aws:s3:::%s"]}]}
        """
            .formatted(
                permissions.stream()
                    .map(each -> '"' + each + '"')
                    .collect(Collectors.joining(", ")),
                PROGRAM.name(),
                name,
                name);
    owner.putBucketPolicy(put -> put.bucket(name).policy(policy));
    return new S3Bucket(endpoint, name, PROGRAM.accessKey(), PROGRAM.secretKey(), owner, program);
  }

  /** A bucket whose objects nobody may remove for a day. */
  S3Bucket locked() {
    S3Bucket bucket = granted(S3Server.PAGE, true);
    owner.putObjectLockConfiguration(
        lock ->
            lock.bucket(bucket.name())
                .objectLockConfiguration(
                    on ->
                        on.objectLockEnabled("Enabled")
                            .rule(
                                rule ->
                                    rule.defaultRetention(
                                        keep ->
                                            keep.days(1)
                                                .mode(ObjectLockRetentionMode.COMPLIANCE)))));
    return bucket;
  }

  private S3Client client(Account account) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClient(Apache5HttpClient.create())
        .serviceConfiguration(all -> all.chunkedEncodingEnabled(false))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(account.accessKey(), account.secretKey())))
        .build();
  }

  @Override
  public void close() {
    owner.close();
    program.close();
  }
}
