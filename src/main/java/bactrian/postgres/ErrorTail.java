package bactrian.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Drains a child's standard error on a thread of its own, since a child that nobody listens to
 * stops, and keeps the last of it for the error message.
 */
final class ErrorTail {
  private static final int KEPT_BYTES = 16 * 1024;

  private final byte[] ring = new byte[KEPT_BYTES];
  private final Thread thread;
  private long seen;

  ErrorTail(String child, InputStream errors) {
    thread = new Thread(() -> drain(errors), "stderr of " + child);
    thread.setDaemon(true);
    thread.start();
  }

  private void drain(InputStream errors) {
    byte[] buffer = new byte[4096];
    try (errors) {
      for (int read = errors.read(buffer); read >= 0; read = errors.read(buffer)) {
        keep(buffer, read);
      }
    } catch (IOException e) {
      byte[] note = ("(its messages could not be read: " + e.getMessage() + ")").getBytes(UTF_8);
      keep(note, note.length);
    }
  }

  private synchronized void keep(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      ring[(int) (seen++ % KEPT_BYTES)] = bytes[i];
    }
  }

  /** The last lines without blank ones, once the child has gone; at most 16 KiB of them. */
  List<String> lines() {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      int length = (int) Math.min(seen, KEPT_BYTES);
      byte[] ordered = new byte[length];
      for (int i = 0; i < length; i++) {
        ordered[i] = ring[(int) ((seen - length + i) % KEPT_BYTES)];
      }
      return new String(ordered, UTF_8).lines().filter(line -> !line.isBlank()).toList();
    }
  }
}
