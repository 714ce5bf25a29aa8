package bactrian.restore;

import bactrian.stream.Progress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The work of a restore's lanes: each takes the task that the longest chain of others waits for,
 * among those that wait for nothing any more. When one fails, none gets another.
 */
public final class Lanes {
  private final LanePlan plan;
  private final FrameBudget budget;
  private final Progress.Bar bar;
  private final long[] chains;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<Set<Integer>> waitingFor = new ArrayList<>();
  private final PriorityQueue<Integer> ready;
  private int unfinished;
  private Throwable failure;

  /** The thread that counts rows, or null: nothing else would end what it waits for. */
  private Thread counting;

  /**
   * @param budget the memory for frames
   * @param bar is told how many bytes of blocks were given
   */
  Lanes(LanePlan plan, FrameBudget budget, Progress.Bar bar) {
    this.plan = plan;
    this.budget = budget;
    this.bar = bar;
    this.chains = chains(plan.work());
    this.ready =
        new PriorityQueue<>(
            Comparator.<Integer>comparingLong(number -> -chains[number])
                .thenComparing(Comparator.naturalOrder()));
    this.unfinished = plan.work().size();
    for (LanePlan.Work work : plan.work()) {
      numbers.put(work.task().name(), waitingFor.size());
      if (work.after().isEmpty()) {
        ready.add(waitingFor.size());
      }
      waitingFor.add(new HashSet<>(work.after()));
    }
  }

  /** How long each task and what waits for it take, by weight. */
  private static long[] chains(List<LanePlan.Work> work) {
    long[] chains = new long[work.size()];
    for (int number = work.size() - 1; number >= 0; number--) {
      // Whatever waits for it stands behind it, and has added its own chain already.
      chains[number] += work.get(number).task().weight();
      for (int before : work.get(number).after()) {
        chains[before] = Math.max(chains[before], chains[number]);
      }
    }
    return chains;
  }

  /**
   * Waits for the next task.
   *
   * @return null when there is none left, or when a task has failed
   */
  synchronized RestoreTask next() throws InterruptedException {
    while (ready.isEmpty() && unfinished > 0 && failure == null) {
      wait();
    }
    if (failure != null) {
      Thread.interrupted(); // it may have come when the counting was done already
      return null;
    }
    RestoreTask task = ready.isEmpty() ? null : plan.work().get(ready.remove()).task();
    if (task != null && task.counts()) {
      counting = Thread.currentThread();
    }
    return task;
  }

  /** A task is done; what waited for it alone may be taken. */
  synchronized void done(RestoreTask task) {
    int number = numbers.get(task.name());
    unfinished--;
    if (task.counts()) {
      counting = null;
    }
    for (int other = 0; other < waitingFor.size(); other++) {
      if (waitingFor.get(other).remove(number) && waitingFor.get(other).isEmpty()) {
        ready.add(other);
      }
    }
    notifyAll();
  }

  /** A task has failed: the first says why the restore did, the others fail because of it. */
  synchronized void fail(Throwable cause) {
    if (counting == Thread.currentThread()) {
      counting = null;
      Thread.interrupted(); // the lane's thread may be the one that drops the side database
    }
    if (failure == null) {
      failure = cause;
      if (counting != null) {
        counting.interrupt();
      }
    }
    notifyAll();
  }

  /** Why it failed, or null. */
  synchronized Throwable failureOrNull() {
    return failure;
  }

  /** How the work is shared out. */
  LanePlan plan() {
    return plan;
  }

  FrameBudget budget() {
    return budget;
  }

  Progress.Bar bar() {
    return bar;
  }
}
