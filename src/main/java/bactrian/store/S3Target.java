package bactrian.store;

import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Where the store {@code s3} keeps its objects, and how.
 *
 * @param server the server's name for sentences, such as {@code AWS} or {@code https://minio:9000}
 * @param bucket the bucket's name
 * @param location folder in the bucket, without slashes at its ends; empty for the root
 * @param alias the alias whose leftovers are ours to remove
 * @param storageClass the objects' storage class
 * @param encryption {@code AES256} or {@code aws:kms}
 * @param kmsKeyId key for the latter
 * @param checksums whether the SDK sends its own checksums; else MD5 goes with what is put
 * @param maxParts the most parts of one upload
 * @param equalParts whether all parts of an upload must be of one size
 * @param stallTimeout longest time that a request may take beyond what its bytes need
 */
public record S3Target(
    String server,
    String bucket,
    String location,
    String alias,
    Optional<String> storageClass,
    Optional<String> encryption,
    Optional<String> kmsKeyId,
    boolean checksums,
    int maxParts,
    boolean equalParts,
    Duration stallTimeout) {
  /** A line so slow that it is no use: what a request's bytes may take beyond the stall timeout. */
  private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;

  /** The prefix of every key of the store. */
  String prefix() {
    return location.isEmpty() ? "" : location + "/";
  }

  /** The key of a file of the store. */
  String key(String file) {
    return prefix() + StoredNames.plain(file);
  }

  /**
   * How long a request and each of its tries may take. That bytes move at all is watched by the
   * {@link StallGuard}.
   *
   * @param bytes how many it sends
   */
  AwsRequestOverrideConfiguration patience(long bytes) {
    Duration moving = Duration.ofSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    return AwsRequestOverrideConfiguration.builder()
        .apiCallTimeout(stallTimeout.plus(moving))
        .apiCallAttemptTimeout(quiet(stallTimeout).plus(moving))
        .build();
  }

  /** How long one try may stand still, so that there is time for others. */
  static Duration quiet(Duration stallTimeout) {
    return stallTimeout.dividedBy(12);
  }

  /** What AWS calls the right to put an object. */
  String putPermission() {
    return "s3:PutObject" + (kms() ? ", or kms:GenerateDataKey on its key," : "");
  }

  /** What AWS calls the right to read an object. */
  String getPermission() {
    return "s3:GetObject" + (kms() ? ", or kms:Decrypt on its key," : "");
  }

  private boolean kms() {
    return encryption.filter("aws:kms"::equals).isPresent();
  }

  PutObjectRequest.Builder put(String key) {
    PutObjectRequest.Builder request = PutObjectRequest.builder().bucket(bucket).key(key);
    storageClass.ifPresent(request::storageClass);
    encryption.ifPresent(request::serverSideEncryption);
    kmsKeyId.ifPresent(request::ssekmsKeyId);
    return request;
  }

  CreateMultipartUploadRequest.Builder upload(String key) {
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder().bucket(bucket).key(key);
    storageClass.ifPresent(request::storageClass);
    encryption.ifPresent(request::serverSideEncryption);
    kmsKeyId.ifPresent(request::ssekmsKeyId);
    return request;
  }
}
