package bactrian.failure;

/** The program's exit statuses, a contract with everything that calls it. */
public enum ExitCode {
  DONE(0),
  FAILED(1),
  /** Wrong use or wrong settings: nothing was tried. */
  USAGE(2),
  NOT_FOUND(3),
  /** Refused for safety; the sentence names the option that would allow it. */
  REFUSED(4),
  /** Somebody else is doing it and holds the lock. */
  BUSY(5);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The process's exit status, 0 to 5. */
  public int status() {
    return status;
  }
}
