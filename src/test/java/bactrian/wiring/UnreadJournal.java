package bactrian.wiring;

import bactrian.backup.BackupOutcome;
import bactrian.backup.ServiceJournal;
import bactrian.verify.ProofJournal;
import bactrian.verify.VerifyOutcome;
import java.time.Instant;

/** The journal of a service that is started only to see that it starts. */
final class UnreadJournal implements ServiceJournal, ProofJournal {
  @Override
  public void next(Instant slot) {}

  @Override
  public void made(BackupOutcome outcome) {}

  @Override
  public void skipped(Instant slot, Instant instead) {}

  @Override
  public void busy(Instant slot, String sentence) {}

  @Override
  public void failed(Instant slot, Throwable thrown) {}

  @Override
  public void unready(Throwable thrown) {}

  @Override
  public void proven(VerifyOutcome outcome) {}

  @Override
  public void unproven(Throwable thrown) {}

  @Override
  public void remark(String text) {}
}
