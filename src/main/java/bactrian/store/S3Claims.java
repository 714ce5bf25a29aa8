package bactrian.store;

import bactrian.catalog.BackupName;
import bactrian.catalog.StoredFile;
import bactrian.catalog.StoredName;
import bactrian.failure.StreamFailure;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Marks a backup in the bucket while a run makes or removes it, and makes the bucket ready for a
 * run: removes what killed runs have left, but only what they had marked, and finds out, before
 * anything is dumped, whether the keys may do what a run needs. A mark tells the objects of a
 * killed run from those of a backup whose manifest was lost, which are left alone.
 */
public final class S3Claims {
  private static final Logger LOG = LoggerFactory.getLogger(S3Claims.class);

  private final S3Client client;
  private final S3Target target;
  private final S3Abilities abilities;
  private final S3Objects objects;
  private final S3Failure failures;

  /** Sweeps the bucket that this client reaches. */
  public S3Claims(S3Client client, S3Target target, S3Abilities abilities) {
    this.client = client;
    this.target = target;
    this.abilities = abilities;
    this.objects = new S3Objects(client, target);
    this.failures = new S3Failure(target);
  }

  /** Says that a run is making or removing this backup. */
  public void mark(BackupName backup) throws StreamFailure {
    put(target.put(objects.claimKey(backup)));
  }

  /** The key of that mark, for Camel's endpoint, which removes it. */
  public String key(BackupName backup) {
    return objects.claimKey(backup);
  }

  /** A mark that could not be removed does no harm: the next run removes it, or leaves it. */
  public void stays(Exception thrown) throws Exception {
    if (S3Failure.in(thrown).isEmpty()) {
      throw thrown;
    }
    LOG.debug("A mark stays behind", thrown);
  }

  /**
   * Removes what killed runs of the target's alias have left, and tries what a run will do.
   *
   * @throws StreamFailure naming the permission that is missing, or what else is wrong
   */
  public void sweep() throws StreamFailure {
    for (BackupName claimed : objects.claims()) {
      if (objects.size(StoredName.manifest(claimed).toString()).isEmpty()) {
        abortUploads(claimed);
        for (StoredFile file : objects.list(claimed + ".")) {
          if (S3Store.belongsTo(claimed, file.name())) {
            remove(target.key(file.name()));
          }
        }
      }
      remove(objects.claimKey(claimed));
    }
    probe();
  }

  private void abortUploads(BackupName claimed) throws StreamFailure {
    String beginning = target.key(claimed + ".");
    try {
      for (MultipartUpload upload :
          client
              .listMultipartUploadsPaginator(
                  request ->
                      request
                          .bucket(target.bucket())
                          .prefix(beginning)
                          .overrideConfiguration(target.patience(0)))
              .uploads()) {
        if (upload.key().startsWith(beginning)) {
          abort(upload);
        }
      }
    } catch (SdkException e) {
      if (!S3Failure.denied(e)) {
        throw failures.of("for the uploads that were cut off", "s3:ListBucketMultipartUploads", e);
      }
      abilities.lacks(
          "s3:ListBucketMultipartUploads",
          "the parts of an upload that was cut off may be left, which nobody sees and somebody"
              + " pays; grant it, or let a lifecycle rule of the bucket abort incomplete uploads");
    }
  }

  private void abort(MultipartUpload upload) {
    try {
      client.abortMultipartUpload(
          request ->
              request
                  .bucket(target.bucket())
                  .key(upload.key())
                  .uploadId(upload.uploadId())
                  .overrideConfiguration(target.patience(0)));
    } catch (SdkException e) {
      if (S3Failure.denied(e)) {
        S3Upload.mayNotAbort(abilities);
      } else if (S3Failure.status(e) != 404) {
        throw e;
      }
    }
  }

  /** An object that may not be removed stays: it is no backup, and harms none. */
  private void remove(String key) throws StreamFailure {
    try {
      client.deleteObject(
          request ->
              request.bucket(target.bucket()).key(key).overrideConfiguration(target.patience(0)));
    } catch (SdkException e) {
      if (!S3Failure.denied(e)) {
        throw failures.of("to remove " + key, "s3:DeleteObject", e);
      }
      abilities.lacks(
          "s3:DeleteObject",
          "old backups and what killed runs left stay in the bucket; grant it, or let a lifecycle"
              + " rule of the bucket remove them");
    }
  }

  /**
   * Puts, reads and removes an object of no bytes; and finds out whether the server heeds a put
   * that must not replace anything: some do not know it, some ignore it.
   */
  private void probe() throws StreamFailure {
    String key = objects.probeKey();
    put(target.put(key));
    try {
      put(target.put(key).ifNoneMatch("*"));
      abilities.createOnly(false);
    } catch (StreamFailure e) {
      abilities.createOnly(S3Failure.status(e) == 412);
    }
    try (InputStream in =
        client.getObject(
            request ->
                request.bucket(target.bucket()).key(key).overrideConfiguration(target.patience(0)),
            ResponseTransformer.toInputStream())) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (SdkException | java.io.IOException e) {
      throw failures.of("to give an object back", target.getPermission(), e);
    }
    remove(key);
  }

  /** An object of no bytes. Its hash goes along, since locked buckets demand one. */
  private void put(PutObjectRequest.Builder request) throws StreamFailure {
    if (!target.checksums()) {
      request.contentMD5(S3Upload.md5(ByteBuffer.allocate(0)));
    }
    try {
      client.putObject(
          request.overrideConfiguration(target.patience(0)).build(), RequestBody.empty());
    } catch (SdkException e) {
      throw failures.of("to take an object", target.putPermission(), e);
    }
  }
}
