package bactrian.store;

import bactrian.catalog.StoredFile;
import bactrian.catalog.StoredName;
import bactrian.failure.RunFailure;
import bactrian.failure.StreamFailure;
import bactrian.stream.Measured;
import bactrian.stream.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Puts a file of unknown length into the bucket: in one piece when the first buffer holds all of
 * it, else in parts, several in flight, each sent again from its buffer when that is needed. Under
 * its name there is nothing before the stream has ended cleanly, and nothing is ever replaced.
 */
public final class S3Upload {
  private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);
  private static final int CHUNK = 128 * 1024;

  private final S3Client client;
  private final S3Target target;
  private final S3Abilities abilities;
  private final Executor threads;
  private final S3Objects objects;
  private final S3Failure failures;
  private ByteBuffer memory;

  /**
   * @param threads sends parts; has a thread for each that is in flight
   */
  public S3Upload(S3Client client, S3Target target, S3Abilities abilities, Executor threads) {
    this.client = client;
    this.target = target;
    this.abilities = abilities;
    this.threads = threads;
    this.objects = new S3Objects(client, target);
    this.failures = new S3Failure(target);
  }

  /**
   * Puts a file.
   *
   * @throws RunFailure with exit status 5 when the name is taken
   * @throws IOException what the stream threw, or why the bucket did not take it
   */
  public Stored put(Copy copy) throws IOException, InterruptedException {
    requireFree(copy);
    return copy.file().kind() == StoredName.Kind.ARCHIVE ? put(copy, sizes()) : putSmall(copy);
  }

  /** What is small whatever the database's size needs no buffers of its own. */
  private Stored putSmall(Copy copy) throws IOException {
    byte[] bytes = copy.stream().readAllBytes();
    putWhole(copy, ByteBuffer.wrap(bytes));
    requireOurs(copy, bytes.length);
    return new Stored(copy.name(), bytes.length, Sha256.of(bytes));
  }

  synchronized Stored put(Copy copy, PartSizes sizes) throws IOException, InterruptedException {
    PartSlots slots = new PartSlots(memory());
    Measured in = new Measured(copy.stream());
    ByteBuffer first = slots.take(sizes.size(1));
    if (fill(first, in)) {
      putWhole(copy, first.flip());
      requireOurs(copy, in.count());
    } else {
      S3PartUpload upload = new S3PartUpload(client, target, abilities, copy, slots, threads);
      try {
        inParts(upload, sizes, slots, first.flip(), in);
        requireOurs(copy, in.count());
      } catch (IOException | InterruptedException | RuntimeException | Error e) {
        if (!upload.abort()) {
          memory = null; // a request that does not end may still read it
        }
        throw e;
      }
    }
    return new Stored(copy.name(), in.count(), in.sha256());
  }

  private void inParts(
      S3PartUpload upload, PartSizes sizes, PartSlots slots, ByteBuffer first, InputStream in)
      throws IOException, InterruptedException {
    upload.begin();
    upload.send(first);
    boolean ended = false;
    for (int number = 2; !ended; number++) {
      if (number > target.maxParts()) {
        throw new StreamFailure(
            "The backup is larger than %d parts can hold: raise postgresql.s3_backup.max_parts, or unset equal_parts"
                .formatted(target.maxParts()),
            null);
      }
      ByteBuffer next = slots.take(sizes.size(number));
      upload.check();
      ended = fill(next, in);
      if (next.flip().hasRemaining()) {
        upload.send(next);
      }
    }
    upload.complete();
  }

  /** Fills a buffer; true when the stream has ended. */
  private static boolean fill(ByteBuffer buffer, InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    while (buffer.hasRemaining()) {
      int read = in.read(chunk, 0, Math.min(chunk.length, buffer.remaining()));
      if (read < 0) {
        return true;
      }
      buffer.put(chunk, 0, read);
    }
    return false;
  }

  /** The memory of all parts, kept from one backup of the service to the next. */
  private ByteBuffer memory() {
    if (memory == null) {
      memory = ByteBuffer.allocateDirect(Math.toIntExact(PartSizes.LARGEST_IN_MEMORY));
    }
    return memory;
  }

  /** Says before anything is dumped when the next archive's parts will not fit into memory. */
  public void announce() throws StreamFailure {
    PartSizes sizes = sizes();
    if (sizes.needsFile()) {
      LOG.warn(
          "The last backup in s3 was so large that each part of the next, {} MiB, goes through a file in {}",
          sizes.size(1) >> 20,
          System.getProperty("java.io.tmpdir"));
    }
  }

  /** The newest archive of the same alias tells about how large the next one becomes. */
  PartSizes sizes() throws StreamFailure {
    long expected =
        objects.list(target.alias() + "-").stream()
            .filter(stored -> kind(stored).filter(StoredName.Kind.ARCHIVE::equals).isPresent())
            .max(Comparator.comparing(StoredFile::name))
            .map(StoredFile::size)
            .orElse(0L);
    return PartSizes.of(expected, target.maxParts(), target.equalParts());
  }

  private static Optional<StoredName.Kind> kind(StoredFile file) {
    return StoredName.parse(file.name()).map(StoredName::kind);
  }

  private void putWhole(Copy copy, ByteBuffer bytes) throws StreamFailure {
    PutObjectRequest.Builder request =
        target
            .put(target.key(copy.name()))
            .overrideConfiguration(target.patience(bytes.remaining()));
    if (!target.checksums()) {
      request.contentMD5(md5(bytes));
    }
    if (abilities.createOnly()) {
      request.ifNoneMatch("*");
    }
    try {
      client.putObject(request.build(), body(bytes));
    } catch (SdkException e) {
      if (!mayBeOurs(e)) {
        throw refused(copy, e);
      }
    }
  }

  private StreamFailure refused(Copy copy, SdkException e) {
    return failures.of("to put " + copy.name(), target.putPermission(), e);
  }

  /**
   * The name was free a moment ago. When it is not any more, an earlier try may have arrived, whose
   * answer was lost: what is there then tells.
   */
  static boolean mayBeOurs(SdkException e) {
    return S3Failure.status(e) == 412;
  }

  private void requireFree(Copy copy) throws StreamFailure {
    if (objects.size(copy.name()).isPresent()) {
      throw taken(copy.name());
    }
  }

  /** After the put, what is there must have our length; its bytes are compared by the check. */
  private void requireOurs(Copy copy, long sent) throws StreamFailure {
    Optional<Long> size = objects.size(copy.name());
    if (size.isEmpty() || size.get() != sent) {
      throw taken(copy.name());
    }
  }

  private RunFailure taken(String name) {
    return RunFailure.busy(
        "The bucket %s holds another %s: another database writes backups under this alias there; give each database a postgresql.s3_backup.location of its own"
            .formatted(target.bucket(), name));
  }

  static RequestBody body(ByteBuffer bytes) {
    return RequestBody.fromContentProvider(
        () -> new PartStream(bytes), bytes.remaining(), "application/octet-stream");
  }

  /** In base64, as the header takes it; the server compares it with what has arrived. */
  static String md5(ByteBuffer bytes) {
    java.security.MessageDigest digest;
    try {
      digest = java.security.MessageDigest.getInstance("MD5");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no MD5", e);
    }
    digest.update(bytes.duplicate());
    return Base64.getEncoder().encodeToString(digest.digest());
  }

  static void mayNotAbort(S3Abilities abilities) {
    abilities.lacks(
        "s3:AbortMultipartUpload",
        "the parts of an upload that was cut off stay in the bucket, which nobody sees and somebody"
            + " pays; grant it, or let a lifecycle rule of the bucket abort incomplete uploads");
  }
}
