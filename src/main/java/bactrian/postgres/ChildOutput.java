package bactrian.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The live standard output of a child. It ends cleanly only when the child ended with exit status
 * 0; else the last read throws. {@link #close()} ends the child.
 */
final class ChildOutput extends InputStream {
  /** What a pipe of Linux holds; to ask for more only has the JVM copy through a larger buffer. */
  private static final int PIPE_BYTES = 64 * 1024;

  /**
   * How long a half empty pipe is left to fill, in nanoseconds; far less than the writer needs for
   * a whole one, so that it never waits. pg_dump writes 4 KiB at a time: a reader that wakes up for
   * each costs a second of processor time for every gigabyte (docs/benchmarks.md).
   */
  private static final long FILLING_NANOS = 50_000;

  private final String program;
  private final Process process;
  private final InputStream output;
  private final ErrorTail errors;
  private final ChildLauncher launcher;
  private final StallWatch watch;
  private volatile IOException inputFailure;
  private boolean succeeded;
  private int lastRead;
  private boolean closed;

  ChildOutput(
      String program,
      Process process,
      ErrorTail errors,
      ChildLauncher launcher,
      BooleanSupplier serverWorks) {
    this.program = program;
    this.process = process;
    this.output = process.getInputStream();
    this.errors = errors;
    this.launcher = launcher;
    this.watch =
        new StallWatch(program, launcher.stallTimeout(), serverWorks, () -> Children.end(process));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("The output of " + program + " is closed");
    }
    if (succeeded) {
      return -1;
    }
    letThePipeFill();
    watch.waiting();
    int read;
    try {
      read = output.read(buffer, offset, Math.min(length, PIPE_BYTES));
    } catch (IOException e) {
      throw failure(e); // the pipe breaks when the child is ended from outside
    }
    if (read < 0) {
      requireSuccess();
    }
    watch.moved();
    lastRead = read;
    return read;
  }

  /** A pipe that was found half empty is read a moment later, when one read takes more. */
  private void letThePipeFill() {
    if (lastRead > 0 && lastRead < PIPE_BYTES / 2) {
      LockSupport.parkNanos(FILLING_NANOS);
    }
  }

  private void requireSuccess() throws IOException {
    int status = exitStatus();
    if (status != 0 || watch.stalled() || inputFailure != null) {
      throw failure(null);
    }
    succeeded = true;
    watch.close();
  }

  /** What the child is fed with has failed: that is the reason for whatever the child does next. */
  void failInput(IOException reason) {
    inputFailure = reason;
    Children.end(process);
  }

  private IOException failure(IOException cause) throws IOException {
    if (inputFailure != null) {
      return inputFailure;
    }
    if (watch.stalled()) {
      return ChildFailure.stalled(program, launcher.stallTimeout(), errors.lines());
    }
    return launcher.failure(program, exitStatus(), errors.lines(), cause);
  }

  private int exitStatus() throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for " + program, e);
    }
  }

  /** Always false: Camel would else guess the length of a stream that is still being written. */
  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    watch.close();
    if (!succeeded) {
      Children.end(process);
    }
    output.close();
  }
}
