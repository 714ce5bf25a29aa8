package bactrian.failure;

import java.io.IOException;

/** A failure inside a stream: whoever reads the stream gets it instead of a clean end. */
public final class StreamFailure extends IOException implements Failure {
  private final ExitCode exitCode;

  /** A failure with exit status {@link ExitCode#FAILED} and its cause, or null. */
  public StreamFailure(String sentence, Throwable cause) {
    this(ExitCode.FAILED, sentence, cause);
  }

  /** A failure with its exit status and its cause, or null. */
  public StreamFailure(ExitCode exitCode, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  @Override
  public ExitCode exitCode() {
    return exitCode;
  }

  @Override
  public String sentence() {
    return getMessage();
  }
}
