package bactrian.stream;

import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A bounded pipe between two threads with three ends: the writer's {@link #finish()}, after which
 * the reader sees a clean end; the writer's {@link #fail}, after which every read throws; and the
 * reader's {@code close()}, after which the writer is told that nobody reads.
 *
 * <p>There is no writer that can be closed by accident: {@code java.io.Piped*} turns a writer's
 * failure inside try-with-resources into a clean end, which is a truncated backup taken for whole.
 */
public final class Pipe {
  private final long capacity;
  private final Duration stallTimeout;
  private final LongSupplier nanoClock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
  private final InputStream reader = new Reader();

  private long held;
  private long lastTaken;
  private boolean finished;
  private boolean endSeen;
  private boolean readerLeft;
  private IOException failure;

  /**
   * @param capacity how many bytes it holds before the writer waits
   * @param stallTimeout how long the writer waits for a reader that takes nothing before the reader
   *     is dropped
   */
  public Pipe(long capacity, Duration stallTimeout) {
    this(capacity, stallTimeout, System::nanoTime);
  }

  Pipe(long capacity, Duration stallTimeout, LongSupplier nanoClock) {
    this.capacity = capacity;
    this.stallTimeout = stallTimeout;
    this.nanoClock = nanoClock;
    this.lastTaken = nanoClock.getAsLong();
  }

  /**
   * Hands bytes to the reader without copying them: the array must not change afterwards. Waits
   * while the pipe is full.
   *
   * @return false when nobody reads any more: the reader has closed, or was dropped because it took
   *     nothing for the stall timeout
   */
  public boolean write(byte[] bytes, int offset, int length) throws InterruptedException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    lock.lockInterruptibly();
    try {
      while (held >= capacity && !readerLeft && failure == null) {
        long left = lastTaken + stallTimeout.toNanos() - nanoClock.getAsLong();
        if (left <= 0) {
          dropReader();
        } else {
          changed.awaitNanos(left);
        }
      }
      if (readerLeft || failure != null) {
        return false;
      }
      if (held == 0) {
        lastTaken = nanoClock.getAsLong(); // an empty pipe is no reader's fault
      }
      if (length > 0) {
        pieces.add(ByteBuffer.wrap(bytes, offset, length));
        held += length;
        changed.signalAll();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void dropReader() {
    poison(
        new StreamFailure(
            "It took no bytes for "
                + stallTimeout.toSeconds()
                + " s and was dropped: check that it is reachable and not full",
            null));
  }

  /** The one clean end: to be called only when everything before it was checked. */
  public void finish() {
    lock.lock();
    try {
      if (failure == null) {
        finished = true;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Poisons the pipe: every read from now on throws, also of bytes that were already written. */
  public void fail(Throwable cause) {
    lock.lock();
    try {
      if (!finished) {
        poison(cause);
      }
    } finally {
      lock.unlock();
    }
  }

  private void poison(Throwable cause) {
    if (failure == null) {
      failure = cause instanceof IOException io ? io : new IOException(cause);
    }
    pieces.clear();
    held = 0;
    changed.signalAll();
  }

  /** Whether the reader has closed, or was dropped. */
  public boolean abandoned() {
    lock.lock();
    try {
      return readerLeft || failure != null;
    } finally {
      lock.unlock();
    }
  }

  /** The reading end: read once, to its end. */
  public InputStream reader() {
    return reader;
  }

  private final class Reader extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, buffer.length);
      if (length == 0) {
        return 0;
      }
      lock.lock();
      try {
        awaitBytesOrEnd();
        ByteBuffer piece = pieces.peek();
        if (piece == null) {
          endSeen = true;
          return -1;
        }
        int count = Math.min(length, piece.remaining());
        piece.get(buffer, offset, count);
        if (!piece.hasRemaining()) {
          pieces.remove();
        }
        held -= count;
        lastTaken = nanoClock.getAsLong();
        changed.signalAll();
        return count;
      } finally {
        lock.unlock();
      }
    }

    private void awaitBytesOrEnd() throws IOException {
      while (true) {
        if (readerLeft) {
          throw new IOException("The stream is closed");
        }
        if (failure != null) {
          throw new IOException(failure.getMessage(), failure);
        }
        if (endSeen) {
          throw new IOException("The stream was already read to its end");
        }
        if (!pieces.isEmpty() || finished) {
          return;
        }
        try {
          changed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("Interrupted while waiting for bytes", e);
        }
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        readerLeft = true;
        pieces.clear();
        held = 0;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
