package bactrian.backup;

import java.time.Instant;

/** Is told what the service does, as it does it. */
public interface ServiceJournal {
  /** When the next slot is due. */
  void next(Instant slot);

  /** A slot has its backup: made now, or found. */
  void made(BackupOutcome outcome);

  /**
   * A slot came due while another backup was at work, and then the next one did.
   *
   * @param slot the one that is left out
   * @param instead the one that is backed up for both
   */
  void skipped(Instant slot, Instant instead);

  /**
   * Somebody else works on the database; the slot is looked at again.
   *
   * @param sentence who it is
   */
  void busy(Instant slot, String sentence);

  /** A slot has no backup. */
  void failed(Instant slot, Throwable thrown);

  /** The next slot would have no backup if nothing changes. */
  void unready(Throwable thrown);
}
