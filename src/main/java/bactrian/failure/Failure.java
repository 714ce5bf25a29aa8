package bactrian.failure;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * A failure that the operator can act on: one sentence that says what happened, to what, and what
 * to do now, and the exit status that goes with it. Never holds a secret.
 */
public sealed interface Failure permits StreamFailure, RunFailure {
  /** The exit status of a run that ends with this failure. */
  ExitCode exitCode();

  /** One sentence for the operator. */
  String sentence();

  /** The first failure in the cause chain, since Camel and its endpoints wrap ours in their own. */
  static Optional<Failure> firstIn(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
      if (cause instanceof Failure failure) {
        return Optional.of(failure);
      }
    }
    return Optional.empty();
  }
}
