package bactrian.store;

import bactrian.catalog.BackupName;
import bactrian.catalog.StoredFile;
import bactrian.catalog.StoredName;
import bactrian.failure.Failure;
import bactrian.failure.RunFailure;
import bactrian.failure.StreamFailure;
import bactrian.stream.Measured;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/** The store {@code s3}: the objects of a bucket under one prefix. */
public final class S3Store implements FrameSource {
  /** The store's name. */
  public static final String NAME = "s3";

  /** So many manifests are fetched side by side: each is a round trip. */
  private static final int REQUESTS_AT_ONCE = 16;

  private final S3Target target;
  private final S3Objects objects;
  private final S3Failure failures;

  /** The store that this client reaches. */
  public S3Store(S3Client client, S3Target target) {
    this.target = target;
    this.objects = new S3Objects(client, target);
    this.failures = new S3Failure(target);
  }

  /** Every file under the prefix, ours or not. */
  public List<StoredFile> list() throws StreamFailure {
    return objects.list("");
  }

  /** The key of a file, for Camel's endpoint. */
  public String key(String name) {
    return target.key(name);
  }

  /** Whether a file is the first of a backup. */
  public boolean begins(StoredName file) {
    return file.kind() == StoredName.Kind.ARCHIVE;
  }

  /** Whether a file of this name makes a backup exist. */
  public boolean completes(StoredName file) {
    return file.kind() == StoredName.Kind.MANIFEST;
  }

  /** The file that a name of ours means. */
  public StoredName file(String name) {
    return StoredName.parse(name)
        .orElseThrow(() -> new IllegalArgumentException("Not a file of ours: " + name));
  }

  /** Whether nothing is left of a backup any more. */
  public boolean isGone(BackupName backup) throws StreamFailure {
    return objects.list(backup + ".").stream().noneMatch(file -> belongsTo(backup, file.name()));
  }

  static boolean belongsTo(BackupName backup, String file) {
    return StoredName.parse(file).filter(name -> name.backup().equals(backup)).isPresent();
  }

  /**
   * Reads an object back: not every server gives what it was given, and says so.
   *
   * @throws StreamFailure when the bucket holds other bytes than were sent
   */
  public Stored check(Stored stored) throws IOException {
    try (Measured back = new Measured(open(stored.name(), 0, Long.MAX_VALUE))) {
      back.transferTo(OutputStream.nullOutputStream());
      if (back.count() == stored.size() && back.sha256().equals(stored.sha256())) {
        return stored;
      }
    }
    throw new StreamFailure(
        "The bucket %s of %s does not hold the bytes of %s that were sent to it: it is no place for backups before its server is repaired"
            .formatted(target.bucket(), target.server(), stored.name()),
        null);
  }

  @Override
  public InputStream open(String name, long from, long to) throws IOException {
    return objects.open(name, from, to);
  }

  @Override
  public int requestsAtOnce() {
    return REQUESTS_AT_ONCE;
  }

  /**
   * Says why a file was not removed.
   *
   * @throws RunFailure with exit status 4 when the bucket keeps it, which is no failure of the run
   * @throws Exception always
   */
  public void keep(String name, Exception thrown) throws Exception {
    if (S3Failure.denied(thrown)) {
      throw RunFailure.refused(
          "the bucket %s retains it: it is locked, or the keys lack the permission s3:DeleteObject"
              .formatted(target.bucket()));
    }
    if (Failure.firstIn(thrown).isPresent() || S3Failure.in(thrown).isEmpty()) {
      throw thrown;
    }
    throw failures.of("to remove " + name, "s3:DeleteObject", thrown);
  }

  /** Lets go of a copy that is over, however it ended. */
  public void discard(Copy copy) throws IOException {
    copy.stream().close();
  }
}
