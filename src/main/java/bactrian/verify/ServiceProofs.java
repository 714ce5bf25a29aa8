package bactrian.verify;

import bactrian.catalog.Proof;
import bactrian.failure.ExitCode;
import bactrian.failure.Failure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** Decides what the service proves, and tells of it. */
public final class ServiceProofs {
  private final Proof.Level level;
  private final Supplier<Optional<String>> obstacle;
  private final ProofJournal journal;
  private final AtomicBoolean atWork = new AtomicBoolean();
  private final AtomicBoolean remarked = new AtomicBoolean();

  /**
   * @param level how far a proof goes where it can
   * @param obstacle why this machine cannot restore, and what to do about it; nothing where it can
   * @param journal is told what becomes of it
   */
  public ServiceProofs(
      Proof.Level level, Supplier<Optional<String>> obstacle, ProofJournal journal) {
    this.level = level;
    this.obstacle = obstacle;
    this.journal = journal;
  }

  /** Whether no proof is at work; then one is from now on. */
  public boolean begin() {
    return atWork.compareAndSet(false, true);
  }

  /** What is asked: the backup whose turn it is, as far as this machine can go. */
  public VerifyRequest request() {
    Proof.Level possible = level;
    Optional<String> why = level == Proof.Level.CHECKSUM ? Optional.empty() : obstacle.get();
    if (why.isPresent()) {
      possible = Proof.Level.CHECKSUM;
      if (!remarked.getAndSet(true)) {
        journal.remark(
            "Proofs read every byte again but restore nothing, because "
                + why.get()
                + ", or set postgresql.backup.verify_level to checksum");
      }
    }
    return new VerifyRequest(Optional.empty(), false, Optional.of(possible), List.of());
  }

  /** A proof was made, or something stood against it. */
  public void made(@Body List<VerifyOutcome> outcomes) {
    atWork.set(false);
    outcomes.forEach(journal::proven);
  }

  /** There was none. Where there is no backup yet, that is no failure. */
  public void failed(Exchange exchange) {
    atWork.set(false);
    Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    boolean nothingYet =
        Failure.firstIn(thrown)
            .filter(failure -> failure.exitCode() == ExitCode.NOT_FOUND)
            .isPresent();
    if (!nothingYet) {
      journal.unproven(thrown);
    }
  }
}
