package bactrian.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Breaks off a request whose server takes no bytes any more. A socket's timeout is for reading
 * only, and a limit for the whole request cannot tell a slow line from a dead one: here every piece
 * that leaves is a sign of life.
 */
final class StallGuard implements SdkHttpClient {
  private final SdkHttpClient client;
  private final Duration quiet;
  private final ScheduledThreadPoolExecutor watch;

  /**
   * @param quiet how long nothing may move before a request is broken off
   */
  StallGuard(SdkHttpClient client, Duration quiet) {
    this.client = client;
    this.quiet = quiet;
    this.watch =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "stall guard of s3");
              thread.setDaemon(true);
              return thread;
            });
    watch.setRemoveOnCancelPolicy(true);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    if (request.contentStreamProvider().isEmpty()) {
      return client.prepareRequest(request);
    }
    AtomicLong lastMoved = new AtomicLong(System.nanoTime());
    ContentStreamProvider content = request.contentStreamProvider().get();
    HttpExecuteRequest.Builder guarded =
        HttpExecuteRequest.builder()
            .request(request.httpRequest())
            .contentStreamProvider(() -> new Moving(content.newStream(), lastMoved));
    request.metricCollector().ifPresent(guarded::metricCollector);
    return new Guarded(client.prepareRequest(guarded.build()), lastMoved);
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    watch.shutdownNow();
    client.close();
  }

  /** Notes when bytes are taken from it. */
  private static final class Moving extends FilterInputStream {
    private final AtomicLong lastMoved;

    Moving(InputStream in, AtomicLong lastMoved) {
      super(in);
      this.lastMoved = lastMoved;
    }

    @Override
    public int read() throws IOException {
      lastMoved.set(System.nanoTime());
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      lastMoved.set(System.nanoTime());
      return in.read(buffer, offset, length);
    }
  }

  private final class Guarded implements ExecutableHttpRequest {
    private final ExecutableHttpRequest request;
    private final AtomicLong lastMoved;
    private final AtomicBoolean stalled = new AtomicBoolean();

    Guarded(ExecutableHttpRequest request, AtomicLong lastMoved) {
      this.request = request;
      this.lastMoved = lastMoved;
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
      lastMoved.set(System.nanoTime());
      long interval = Math.max(1, quiet.toMillis() / 4);
      ScheduledFuture<?> looking =
          watch.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
      try {
        return request.call();
      } catch (IOException | RuntimeException e) {
        if (stalled.get()) {
          throw timeout(e);
        }
        throw e;
      } finally {
        looking.cancel(false);
      }
    }

    private SocketTimeoutException timeout(Exception cause) {
      SocketTimeoutException timeout =
          new SocketTimeoutException("No byte was taken for " + quiet.toMillis() + " ms");
      timeout.initCause(cause);
      return timeout;
    }

    private void look() {
      if (System.nanoTime() - lastMoved.get() > quiet.toNanos()) {
        stalled.set(true);
        request.abort();
      }
    }

    @Override
    public void abort() {
      request.abort();
    }
  }
}
