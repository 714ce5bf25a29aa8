package bactrian.catalog;

import java.time.Instant;

/** What came of reading one proof. */
public sealed interface ProofReading {
  /** When the proof was made, as its file's name says. */
  Instant proven();

  /** It was read. */
  record Read(Instant proven, Proof proof) implements ProofReading {}

  /**
   * It is not one, or from a newer version.
   *
   * @param reason one sentence for the operator
   */
  record Unreadable(Instant proven, String reason) implements ProofReading {}

  /** Whether it says that the backup is no good. */
  default boolean failed() {
    return this instanceof Read read && read.proof().result() == Proof.Result.FAILED;
  }
}
