package bactrian.archive;

import bactrian.failure.StreamFailure;

/** The sentences for archives that are not what pg_dump writes. */
final class Damage {
  private static final String ADVICE = "; make a new backup, or use another one";

  private Damage() {}

  /** At this byte stands what cannot stand there. */
  static StreamFailure at(long offset, String what) {
    return new StreamFailure(
        "The archive is damaged at byte " + offset + ": " + what + ADVICE, null);
  }

  /** The stream ended too early. */
  static StreamFailure ended(long offset, String inside) {
    return new StreamFailure(
        "The archive is cut short: it ends at byte " + offset + " in " + inside + ADVICE, null);
  }

  /** A proper archive, but of a sort that is not read here. */
  static StreamFailure unread(String what) {
    return unread(what, null);
  }

  /** A proper archive, but of a sort that is not read here, because of the cause. */
  static StreamFailure unread(String what, Throwable cause) {
    return new StreamFailure("The archive cannot be read: " + what, cause);
  }
}
