package bactrian.store;

import bactrian.catalog.BackupName;
import bactrian.catalog.StoredFile;
import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the store reads in its bucket: lists of any length, objects and ranges of them. */
final class S3Objects {
  private static final String CLAIM = ".claim";

  private final S3Client client;
  private final S3Target target;
  private final S3Failure failures;

  S3Objects(S3Client client, S3Target target) {
    this.client = client;
    this.target = target;
    this.failures = new S3Failure(target);
  }

  /** Every file of the store whose name begins so, ours or not; what lies in folders is not. */
  List<StoredFile> list(String beginning) throws StreamFailure {
    List<StoredFile> files = new ArrayList<>();
    String prefix = target.prefix();
    for (S3Object object : objects(prefix + beginning)) {
      String name = object.key().substring(prefix.length());
      if (!name.isEmpty()) {
        files.add(new StoredFile(name, object.size()));
      }
    }
    return files;
  }

  /** The backups of the target's alias that a run is making or removing, or was when it died. */
  List<BackupName> claims() throws StreamFailure {
    String folder = claimFolder();
    List<BackupName> names = new ArrayList<>();
    for (S3Object object : objects(folder + target.alias() + "-")) {
      String name = object.key().substring(folder.length());
      if (name.endsWith(CLAIM)) {
        BackupName.parse(name.substring(0, name.length() - CLAIM.length()))
            .filter(backup -> backup.alias().equals(target.alias()))
            .ifPresent(names::add);
      }
    }
    return names;
  }

  String claimKey(BackupName backup) {
    return claimFolder() + backup + CLAIM;
  }

  /** The key of the object that a run writes to learn what it may do. */
  String probeKey() {
    return claimFolder() + target.alias() + ".probe";
  }

  private String claimFolder() {
    return target.prefix() + ".incoming/";
  }

  /** With the delimiter, objects in folders below are not sent, however many there are. */
  private List<S3Object> objects(String prefix) throws StreamFailure {
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(target.bucket())
            .prefix(prefix)
            .delimiter("/")
            .overrideConfiguration(target.patience(0))
            .build();
    try {
      return client.listObjectsV2Paginator(request).contents().stream().toList();
    } catch (SdkException e) {
      throw failures.of("for the list of " + where(), "s3:ListBucket", e);
    }
  }

  private String where() {
    return target.location().isEmpty()
        ? "the bucket " + target.bucket()
        : target.location() + " in the bucket " + target.bucket();
  }

  /**
   * A file's bytes; a connection that breaks is made again.
   *
   * @param to the byte after the last, or {@link Long#MAX_VALUE} for all the rest
   * @throws StreamFailure with exit status 3 when it is not there
   */
  InputStream open(String name, long from, long to) throws IOException {
    String key = target.key(name);
    return new ResumingInput(
        first -> {
          GetObjectRequest.Builder request =
              GetObjectRequest.builder()
                  .bucket(target.bucket())
                  .key(key)
                  .overrideConfiguration(target.patience(0));
          range(first, to).ifPresent(request::range);
          try {
            return client.getObject(request.build(), ResponseTransformer.toInputStream());
          } catch (SdkException e) {
            throw failures.of("for " + name, target.getPermission(), e);
          }
        },
        from);
  }

  private static Optional<String> range(long from, long to) {
    if (to == Long.MAX_VALUE) {
      return from == 0 ? Optional.empty() : Optional.of("bytes=" + from + "-");
    }
    return Optional.of("bytes=" + from + "-" + (to - 1));
  }

  /**
   * The length of a file; nothing when it is not there.
   *
   * @throws StreamFailure when the server does not say
   */
  Optional<Long> size(String name) throws StreamFailure {
    try {
      return Optional.of(
          client
              .headObject(
                  head ->
                      head.bucket(target.bucket())
                          .key(target.key(name))
                          .overrideConfiguration(target.patience(0)))
              .contentLength());
    } catch (SdkException e) {
      if (S3Failure.status(e) == 404 && !S3Failure.code(e).equals("NoSuchBucket")) {
        return Optional.empty();
      }
      throw failures.of("whether it holds " + name, target.getPermission(), e);
    }
  }
}
