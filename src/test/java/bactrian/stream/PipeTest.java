package bactrian.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PipeTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void carriesEveryByteInOrderThroughASmallPipe() throws Exception {
    byte[] bytes = new byte[5_000_000];
    new Random(1).nextBytes(bytes);
    Pipe pipe = new Pipe(10_000, LONG);
    Future<?> writer =
        threads.submit(
            () -> {
              for (int at = 0; at < bytes.length; at += 7_000) {
                assertThat(pipe.write(bytes, at, Math.min(7_000, bytes.length - at))).isTrue();
              }
              pipe.finish();
              return null;
            });
    assertThat(pipe.reader().readAllBytes()).isEqualTo(bytes);
    writer.get();
  }

  @Test
  void throwsInsteadOfEndingWhenTheWriterFailed() throws Exception {
    Pipe pipe = new Pipe(100, LONG);
    pipe.write(new byte[10], 0, 10);
    pipe.fail(new StreamFailure("pg_dump died", null));
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(() -> pipe.reader().read())
          .isInstanceOf(IOException.class)
          .hasMessage("pg_dump died")
          .hasCauseInstanceOf(StreamFailure.class);
    }
  }

  @Test
  void aFinishAfterAFailureIsNoCleanEnd() {
    Pipe pipe = new Pipe(100, LONG);
    pipe.fail(new StreamFailure("pg_dump died", null));
    pipe.finish();
    assertThatThrownBy(() -> pipe.reader().read()).hasMessage("pg_dump died");
  }

  @Test
  void wakesAReaderThatWaitsWhenTheWriterFails() throws Exception {
    Pipe pipe = new Pipe(100, LONG);
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            seen.completeExceptionally(new AssertionError("read " + pipe.reader().read()));
          } catch (IOException e) {
            seen.complete(e);
          }
        });
    pipe.fail(new StreamFailure("gone", null));
    assertThat(seen.get()).hasMessage("gone");
  }

  @Test
  void tellsTheWriterThatTheReaderLeftAlsoWhileItWaits() throws Exception {
    Pipe pipe = new Pipe(10, LONG);
    assertThat(pipe.write(new byte[10], 0, 10)).isTrue();
    Future<Boolean> waiting = threads.submit(() -> pipe.write(new byte[10], 0, 10));
    pipe.reader().close();
    assertThat(waiting.get()).isFalse();
    assertThat(pipe.abandoned()).isTrue();
  }

  @Test
  void dropsAReaderThatTakesNothing() throws Exception {
    Pipe pipe = new Pipe(10, Duration.ofMillis(50));
    assertThat(pipe.write(new byte[10], 0, 10)).isTrue();
    assertThat(pipe.write(new byte[10], 0, 10)).isFalse();
    assertThatThrownBy(() -> pipe.reader().read()).hasMessageContaining("took no bytes for");
  }

  @Test
  void aReadAfterTheEndOrAfterCloseThrows() throws Exception {
    Pipe ended = new Pipe(10, LONG);
    ended.finish();
    assertThat(ended.reader().read()).isEqualTo(-1);
    assertThatThrownBy(() -> ended.reader().read()).hasMessageContaining("already read");
    Pipe closed = new Pipe(10, LONG);
    closed.finish();
    closed.reader().close();
    assertThatThrownBy(() -> closed.reader().read()).hasMessageContaining("closed");
  }

  @Test
  void aReaderIsNotBlamedForTheTimeInWhichThereWasNothingToTake() throws Exception {
    AtomicLong clock = new AtomicLong();
    Pipe pipe = new Pipe(10, Duration.ofMinutes(10), clock::get);
    clock.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(pipe.write(new byte[10], 0, 10)).isTrue();
    Future<Boolean> waiting = threads.submit(() -> pipe.write(new byte[10], 0, 10));
    assertThat(pipe.reader().readNBytes(20)).hasSize(20);
    assertThat(waiting.get()).isTrue();
  }
}
