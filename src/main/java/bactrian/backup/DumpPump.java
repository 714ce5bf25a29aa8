package bactrian.backup;

import bactrian.archive.ArchiveReader;
import bactrian.catalog.StoredName;
import bactrian.failure.StreamFailure;
import bactrian.seal.Seal;
import bactrian.store.Copy;
import bactrian.stream.Pipe;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The one thread that reads a dump, reads it along, seals it, and writes it into one pipe per
 * store. A store that leaves does not disturb the others; when the last one has left, the dump is
 * ended. The pipes end cleanly only after exit status, archive and seal were all found good.
 */
public final class DumpPump {
  private static final long PIPE_BYTES = 4 * 1024 * 1024;

  private final CompletableFuture<DumpResult> result = new CompletableFuture<>();
  private final List<Pipe> pipes = new ArrayList<>();
  private final List<Copy> copies = new ArrayList<>();

  private DumpPump(StoredName file, List<String> stores, Duration stallTimeout) {
    for (String store : stores) {
      Pipe pipe = new Pipe(PIPE_BYTES, stallTimeout);
      pipes.add(pipe);
      copies.add(new Copy(store, file, pipe.reader()));
    }
  }

  /**
   * Starts to pump.
   *
   * @param dump the archive; closed at the end, whatever happens
   * @param file what the stores are to call it
   * @param stores the stores, one copy each
   * @param sealing how it is stored
   * @param stallTimeout how long a store may take nothing before it is dropped
   * @param atFirstByte called when the dump has begun to arrive
   */
  static DumpPump start(
      InputStream dump,
      StoredName file,
      List<String> stores,
      Sealing sealing,
      Duration stallTimeout,
      Runnable atFirstByte) {
    DumpPump pump = new DumpPump(file, stores, stallTimeout);
    Thread thread = new Thread(() -> pump.run(dump, sealing, atFirstByte), "dump pump");
    thread.setDaemon(true);
    thread.start();
    return pump;
  }

  /** The copies, each to be read by a thread of its own. */
  List<Copy> copies() {
    return copies;
  }

  /**
   * Waits for the end of the dump.
   *
   * @throws bactrian.failure.StreamFailure when it failed
   */
  DumpResult result() throws IOException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamFailure("Interrupted while waiting for the dump", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof StreamFailure failure
          ? failure
          : new StreamFailure("The dump failed: " + e.getCause().getMessage(), e.getCause());
    }
  }

  private void run(InputStream dump, Sealing how, Runnable atFirstByte) {
    Seal seal = how.seal(workers(), this::toPipes);
    try (dump) {
      ArchiveSealing sealing = new ArchiveSealing(seal, atFirstByte);
      ArchiveReader.read(dump, sealing);
      DumpResult done = sealing.finish();
      result.complete(done);
      pipes.forEach(Pipe::finish);
    } catch (IOException | RuntimeException | Error e) {
      result.completeExceptionally(e);
      pipes.forEach(pipe -> pipe.fail(e));
    } finally {
      seal.discard();
    }
  }

  private void toPipes(byte[] bytes, int offset, int length) throws IOException {
    boolean anybody = false;
    try {
      for (Pipe pipe : pipes) {
        anybody |= pipe.write(bytes, offset, length);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamFailure("Interrupted while storing the dump", e);
    }
    if (!anybody) {
      throw new StreamFailure("No store takes the dump any more", null);
    }
  }

  /**
   * Threads that compress beside the one that reads: two, on a machine that has them beside the
   * server's and pg_dump's own; where it has not, to share the work only costs
   * (docs/benchmarks.md).
   */
  private static int workers() {
    return Math.max(0, Math.min(2, Runtime.getRuntime().availableProcessors() - 2));
  }
}
