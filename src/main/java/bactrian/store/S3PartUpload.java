package bactrian.store;

import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** One upload in parts: begun, then completed or aborted. */
final class S3PartUpload {
  private static final Logger LOG = LoggerFactory.getLogger(S3PartUpload.class);

  /** Less than a stopped program has left for its clean-up. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final S3Client client;
  private final S3Target target;
  private final S3Abilities abilities;
  private final Copy copy;
  private final PartSlots slots;
  private final Executor threads;
  private final S3Failure failures;
  private final Queue<FutureTask<Void>> tasks = new ConcurrentLinkedQueue<>();
  private final Queue<CompletedPart> done = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Phaser inFlight = new Phaser(1);
  private String id;
  private int parts;

  S3PartUpload(
      S3Client client,
      S3Target target,
      S3Abilities abilities,
      Copy copy,
      PartSlots slots,
      Executor threads) {
    this.client = client;
    this.target = target;
    this.abilities = abilities;
    this.copy = copy;
    this.slots = slots;
    this.threads = threads;
    this.failures = new S3Failure(target);
  }

  private String key() {
    return target.key(copy.name());
  }

  void begin() throws StreamFailure {
    try {
      id =
          client
              .createMultipartUpload(
                  target.upload(key()).overrideConfiguration(target.patience(0)).build())
              .uploadId();
    } catch (SdkException e) {
      throw refused(e);
    }
  }

  /** Sends the next part in the background; its slot is given back when it has arrived. */
  void send(ByteBuffer bytes) {
    int number = ++parts;
    inFlight.register();
    FutureTask<Void> task = new FutureTask<>(() -> put(number, bytes), null);
    tasks.removeIf(FutureTask::isDone);
    tasks.add(task);
    threads.execute(
        () -> {
          try {
            task.run();
          } finally {
            slots.give(bytes);
            inFlight.arriveAndDeregister();
          }
        });
  }

  private void put(int number, ByteBuffer bytes) {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder()
            .bucket(target.bucket())
            .key(key())
            .uploadId(id)
            .partNumber(number)
            .overrideConfiguration(target.patience(bytes.remaining()));
    if (!target.checksums()) {
      request.contentMD5(S3Upload.md5(bytes));
    }
    try {
      UploadPartResponse answer = client.uploadPart(request.build(), S3Upload.body(bytes));
      if (answer.eTag() == null || answer.eTag().isEmpty()) {
        throw new StreamFailure(
            "%s took part %d of %s, but did not say under which tag: look for a proxy that drops the header ETag"
                .formatted(target.server(), number, copy.name()),
            null);
      }
      done.add(
          CompletedPart.builder()
              .partNumber(number)
              .eTag(answer.eTag())
              .checksumCRC32(answer.checksumCRC32())
              .build());
    } catch (SdkException e) {
      failure.compareAndSet(null, refused(e));
    } catch (IOException e) {
      failure.compareAndSet(null, e);
    }
  }

  private StreamFailure refused(SdkException e) {
    return failures.of("to put " + copy.name(), target.putPermission(), e);
  }

  /** Throws what a part has failed with. */
  void check() throws IOException {
    Exception thrown = failure.get();
    if (thrown != null) {
      throw thrown instanceof StreamFailure sentence
          ? sentence
          : new IOException(thrown.getMessage(), thrown);
    }
  }

  /**
   * Waits for all parts, and makes one object of them.
   *
   * @throws StreamFailure with exit status 5 when another one of this name came meanwhile
   */
  void complete() throws IOException {
    inFlight.awaitAdvance(inFlight.arrive());
    check();
    List<CompletedPart> sorted =
        done.stream().sorted(Comparator.comparing(CompletedPart::partNumber)).toList();
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(target.bucket())
            .key(key())
            .uploadId(id)
            .multipartUpload(all -> all.parts(sorted))
            .overrideConfiguration(target.patience(0));
    if (abilities.createOnly()) {
      request.ifNoneMatch("*");
    }
    try {
      client.completeMultipartUpload(request.build());
    } catch (SdkException e) {
      completed(e);
    }
  }

  /** An upload that is gone was completed by an earlier try, whose answer was lost. */
  private void completed(SdkException e) throws StreamFailure {
    if (!S3Upload.mayBeOurs(e) && S3Failure.status(e) != 404) {
      throw refused(e);
    }
    if (S3Failure.status(e) == 404 && new S3Objects(client, target).size(copy.name()).isEmpty()) {
      throw new StreamFailure(
          "The bucket %s does not hold %s, though all of it was sent: look for a lifecycle rule that aborts uploads too soon"
              .formatted(target.bucket(), copy.name()),
          e);
    }
    LOG.debug("The upload was completed before, or the name is taken", e);
  }

  /**
   * Ends the requests that are under way, and asks the server to forget the parts.
   *
   * @return whether no request reads the slots any more
   */
  boolean abort() {
    tasks.forEach(task -> task.cancel(true));
    boolean quiet = awaitRequests();
    if (id != null) {
      try {
        client.abortMultipartUpload(
            request ->
                request
                    .bucket(target.bucket())
                    .key(key())
                    .uploadId(id)
                    .overrideConfiguration(all -> all.apiCallTimeout(FAREWELL)));
      } catch (SdkException e) {
        if (S3Failure.denied(e)) {
          S3Upload.mayNotAbort(abilities);
        } else {
          LOG.debug("The upload is left to the next run", e);
        }
      }
    }
    return quiet;
  }

  private boolean awaitRequests() {
    try {
      inFlight.awaitAdvanceInterruptibly(
          inFlight.arrive(), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      LOG.debug("A request does not end", e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
