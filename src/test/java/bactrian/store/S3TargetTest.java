package bactrian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** What every object of the store is put with, in one piece or in parts. */
class S3TargetTest {
  @Test
  void classAndEncryptionGoWithEveryObject() {
    S3Target target = target("app", Optional.of("STANDARD_IA"), Optional.of("aws:kms"));
    PutObjectRequest put = target.put(target.key("f")).build();
    CreateMultipartUploadRequest upload = target.upload(target.key("f")).build();

    assertThat(put.bucket()).isEqualTo(upload.bucket()).isEqualTo("bucket");
    assertThat(put.key()).isEqualTo(upload.key()).isEqualTo("app/f");
    assertThat(put.storageClass())
        .isEqualTo(upload.storageClass())
        .isEqualTo(StorageClass.STANDARD_IA);
    assertThat(put.serverSideEncryption())
        .isEqualTo(upload.serverSideEncryption())
        .isEqualTo(ServerSideEncryption.AWS_KMS);
    assertThat(put.ssekmsKeyId()).isEqualTo(upload.ssekmsKeyId()).isEqualTo("key");
    assertThat(target.putPermission()).contains("s3:PutObject", "kms:GenerateDataKey");
  }

  @Test
  void withoutThemTheBucketDecides() {
    S3Target target = target("", Optional.empty(), Optional.empty());
    PutObjectRequest put = target.put(target.key("f")).build();

    assertThat(put.key()).isEqualTo("f");
    assertThat(put.storageClass()).isNull();
    assertThat(put.serverSideEncryption()).isNull();
    assertThat(target.putPermission()).isEqualTo("s3:PutObject");
  }

  private static S3Target target(
      String location, Optional<String> storageClass, Optional<String> encryption) {
    return new S3Target(
        "the server",
        "bucket",
        location,
        "default",
        storageClass,
        encryption,
        encryption.map(kms -> "key"),
        false,
        10_000,
        false,
        Duration.ofMinutes(1));
  }
}
