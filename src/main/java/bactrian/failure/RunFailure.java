package bactrian.failure;

/** A failure outside a stream. */
public final class RunFailure extends RuntimeException implements Failure {
  private final ExitCode exitCode;

  private RunFailure(ExitCode exitCode, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  /** Something went wrong; exit status 1. */
  public static RunFailure failed(String sentence) {
    return new RunFailure(ExitCode.FAILED, sentence, null);
  }

  /** Something went wrong because of the cause; exit status 1. */
  public static RunFailure failed(String sentence, Throwable cause) {
    return new RunFailure(ExitCode.FAILED, sentence, cause);
  }

  /** Wrong use or wrong settings; exit status 2. */
  public static RunFailure usage(String sentence) {
    return new RunFailure(ExitCode.USAGE, sentence, null);
  }

  /** Wrong use or wrong settings because of the cause; exit status 2. */
  public static RunFailure usage(String sentence, Throwable cause) {
    return new RunFailure(ExitCode.USAGE, sentence, cause);
  }

  /** What was named does not exist; exit status 3. */
  public static RunFailure notFound(String sentence) {
    return new RunFailure(ExitCode.NOT_FOUND, sentence, null);
  }

  /** Refused for safety; exit status 4. The sentence names the option that would allow it. */
  public static RunFailure refused(String sentence) {
    return new RunFailure(ExitCode.REFUSED, sentence, null);
  }

  /** Somebody else is doing it; exit status 5. */
  public static RunFailure busy(String sentence) {
    return new RunFailure(ExitCode.BUSY, sentence, null);
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
