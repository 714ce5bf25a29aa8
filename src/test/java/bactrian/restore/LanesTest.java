package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.stream.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LanesTest {
  private static final RestoreTask SMALL = task("small", 10);
  private static final RestoreTask LARGE = task("large", 40);
  private static final RestoreTask FIRST = task("first", 20);
  private static final RestoreTask INDEX = task("index", 30);

  private static RestoreTask task(String name, long weight) {
    return RestoreTask.ofHead(name, List.of(), 1, weight);
  }

  private static Lanes lanes(LanePlan.Work... work) {
    return new Lanes(
        new LanePlan(2, List.of(work), List.of()), new FrameBudget(1), Progress.NONE.open("", 0));
  }

  private static LanePlan.Work work(RestoreTask task, Integer... after) {
    return new LanePlan.Work(task, Set.of(after));
  }

  @Test
  void whatTheLongestChainWaitsForComesFirst() throws Exception {
    Lanes lanes = lanes(work(SMALL), work(LARGE), work(FIRST), work(INDEX, 2));

    assertThat(List.of(lanes.next(), lanes.next(), lanes.next()))
        .containsExactly(FIRST, LARGE, SMALL);
  }

  @Test
  void aTaskIsGivenWhenAllAreDoneThatItWaitsFor() throws Exception {
    Lanes lanes = lanes(work(SMALL), work(FIRST), work(INDEX, 0, 1));
    lanes.next();
    lanes.next();
    CompletableFuture<RestoreTask> waiting = next(lanes);

    lanes.done(FIRST);
    assertThat(waiting).isNotDone();
    lanes.done(SMALL);

    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(INDEX);
    lanes.done(INDEX);
    assertThat(lanes.next()).isNull();
  }

  @Test
  void nothingIsGivenAfterAFailureAndTheFirstOneIsTheReason() throws Exception {
    Lanes lanes = lanes(work(SMALL), work(LARGE), work(INDEX, 1));
    lanes.next();
    lanes.next();
    CompletableFuture<RestoreTask> waiting = next(lanes);
    IOException reason = new IOException("the first");

    lanes.fail(reason);
    lanes.fail(new IOException("because of it"));

    assertThat(waiting.get(10, TimeUnit.SECONDS)).isNull();
    assertThat(lanes.next()).isNull();
    assertThat(lanes.failureOrNull()).isSameAs(reason);
  }

  @Test
  void whoCountsRowsIsInterruptedWhenAnotherLaneFails() throws Exception {
    Lanes lanes = lanes(work(SMALL), work(RestoreTask.counting(1)));
    lanes.next();
    CountDownLatch counts = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                lanes.next();
                counts.countDown();
                return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                lanes.fail(e);
                // What it does next, such as to drop a database, is not disturbed any more.
                return !Thread.currentThread().isInterrupted();
              }
            });
    counts.await();
    IOException reason = new IOException("an index was not made");

    lanes.fail(reason);

    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(lanes.failureOrNull()).isSameAs(reason);
  }

  private static CompletableFuture<RestoreTask> next(Lanes lanes) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return lanes.next();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
