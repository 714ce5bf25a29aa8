package bactrian.restore;

import bactrian.failure.RunFailure;
import bactrian.postgres.JdbcSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Several sessions of one database that share a list of work.
 *
 * @param database where they are
 * @param sessions how many at most, at least 1
 */
record SideBySide(JdbcSource database, int sessions) {
  /** What is done with one item. */
  interface Work<T> {
    /** Does it in a session that others do not use meanwhile. */
    void on(Statement session, T item) throws SQLException;
  }

  /**
   * Does the work for all items, begun in their order. After a failure no further one is begun.
   *
   * @throws SQLException why the first failed that did
   */
  <T> void each(Collection<T> items, Work<T> work) throws SQLException {
    Queue<T> queue = new ConcurrentLinkedQueue<>(items);
    Callable<Void> session = () -> empty(queue, work);
    int wanted = Math.min(sessions, queue.size());
    if (wanted == 0) {
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(wanted);
    try {
      List<Future<Void>> parts = new ArrayList<>();
      for (int i = 0; i < wanted; i++) {
        parts.add(threads.submit(session));
      }
      for (Future<Void> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw unexpected(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unexpected(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private <T> Void empty(Queue<T> queue, Work<T> work) throws SQLException {
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      for (T item = queue.poll(); item != null; item = queue.poll()) {
        work.on(statement, item);
      }
      return null;
    } catch (SQLException | RuntimeException e) {
      queue.clear();
      throw e;
    }
  }

  private static RuntimeException unexpected(Throwable cause) {
    return cause instanceof RunFailure failure
        ? failure
        : RunFailure.failed(
            "Several sessions were at work when something unforeseen went wrong ("
                + cause
                + "): run it again with --verbose and report it.",
            cause);
  }
}
