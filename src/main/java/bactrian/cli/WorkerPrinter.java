package bactrian.cli;

import bactrian.backup.BackupOutcome;
import bactrian.backup.ServiceJournal;
import bactrian.failure.Failure;
import bactrian.verify.CopyVerdict;
import bactrian.verify.ProofJournal;
import bactrian.verify.VerifyOutcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Prints what the service does: lines on stderr, each with its time. */
final class WorkerPrinter implements ServiceJournal, ProofJournal {
  private final Session session;
  private final CommonOptions options;

  WorkerPrinter(Session session, CommonOptions options) {
    this.session = session;
    this.options = options;
  }

  /** Something that the operator may want to know. */
  void say(String text) {
    if (!options.quiet()) {
      line(text);
    }
  }

  private void line(String text) {
    session.err().println(session.clock().instant().truncatedTo(ChronoUnit.SECONDS) + " " + text);
  }

  @Override
  public void next(Instant slot) {
    if (!session.stopping()) {
      say("Next backup at " + slot);
    }
  }

  @Override
  public void made(BackupOutcome outcome) {
    if (outcome.slotHeld()) {
      say(outcome.name() + " is there already: somebody else has made it");
    } else {
      new BackupPrinter(session, options).printOfService(outcome, this::say, this::alarm);
    }
  }

  @Override
  public void skipped(Instant slot, Instant instead) {
    say("No backup of " + slot + ": " + instead + " came due before its turn");
  }

  @Override
  public void busy(Instant slot, String sentence) {
    say("The backup of " + slot + " waits. " + sentence);
  }

  @Override
  public void failed(Instant slot, Throwable thrown) {
    if (session.stopping()) {
      say("Stopped by a signal: the backup of " + slot + " was not made");
    } else {
      alarm("No backup of " + slot + ": " + sentence(thrown));
    }
  }

  @Override
  public void unready(Throwable thrown) {
    if (!session.stopping()) {
      alarm(sentence(thrown) + " (the next slot tries again)");
    }
  }

  @Override
  public void proven(VerifyOutcome outcome) {
    outcome.copies().stream()
        .filter(CopyVerdict::passed)
        .forEach(copy -> say(VerifyPrinter.told(outcome, copy)));
    VerifyPrinter.complain(outcome, this::alarm);
  }

  @Override
  public void unproven(Throwable thrown) {
    if (session.stopping()) {
      say("Stopped by a signal: nothing was proven");
    } else {
      alarm("Nothing was proven: " + sentence(thrown));
    }
  }

  @Override
  public void remark(String text) {
    say(text);
  }

  /** Something that the operator has to know. */
  void alarm(String text) {
    line("ak: " + text);
  }

  private String sentence(Throwable thrown) {
    if (options.verbose()) {
      thrown.printStackTrace(session.err());
    }
    return Failure.firstIn(thrown)
        .map(Failure::sentence)
        .orElseGet(() -> "Something unforeseen went wrong (" + thrown + ")");
  }
}
