package bactrian.verify;

import java.util.Optional;

/** Something is missing that a proof needs, so that it says nothing about the backup. */
final class NotProven extends RuntimeException {
  NotProven(String sentence) {
    super(sentence);
  }

  /** The first in a cause chain. */
  static Optional<NotProven> firstIn(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 50; depth++) {
      if (cause instanceof NotProven found) {
        return Optional.of(found);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
