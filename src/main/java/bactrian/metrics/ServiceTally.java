package bactrian.metrics;

import bactrian.backup.BackupOutcome;
import bactrian.backup.ServiceJournal;
import bactrian.backup.StoreOutcome;
import bactrian.catalog.Manifest;
import bactrian.verify.CopyVerdict;
import bactrian.verify.ProofJournal;
import bactrian.verify.VerifyOutcome;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts what the service does, and passes on whatever it is told. */
public final class ServiceTally implements ServiceJournal, ProofJournal {
  private final ServiceJournal backupJournal;
  private final ProofJournal proofJournal;
  private final Map<Ending, Long> runs = new EnumMap<>(Ending.class);
  private final Map<String, Long> storeFailures = new TreeMap<>();
  private final Map<CopyVerdict.Verdict, Long> copies = new EnumMap<>(CopyVerdict.Verdict.class);
  private final Map<String, Boolean> failed = new TreeMap<>();
  private Optional<Manifest> lastBackup = Optional.empty();
  private Optional<Instant> lastProof = Optional.empty();

  /** How the backup of a slot can end. */
  public enum Ending {
    /** Every store has it. */
    MADE,
    /** It was made, but not every store took it. */
    PARTIAL,
    /** Somebody else had made it. */
    FOUND,
    /** There is none. */
    FAILED
  }

  /**
   * What was counted since the start.
   *
   * @param runs how often the backup of a slot ended so
   * @param storeFailures how often a store did not take a backup, by the store's name
   * @param copies how often a proof found so of one store's copy
   * @param failed whether the last proof that judged a copy in this store found it no good
   * @param lastBackup what the service backed up last
   * @param lastProof when it was done with the last proof that judged a copy
   */
  public record Counted(
      Map<Ending, Long> runs,
      Map<String, Long> storeFailures,
      Map<CopyVerdict.Verdict, Long> copies,
      Map<String, Boolean> failed,
      Optional<Manifest> lastBackup,
      Optional<Instant> lastProof) {
    /** Copies the maps. */
    public Counted {
      runs = Map.copyOf(runs);
      storeFailures = Map.copyOf(storeFailures);
      copies = Map.copyOf(copies);
      failed = Map.copyOf(failed);
    }
  }

  /**
   * Counts nothing yet.
   *
   * @param backupJournal is told of backups
   * @param proofJournal is told of proofs
   */
  public ServiceTally(ServiceJournal backupJournal, ProofJournal proofJournal) {
    this.backupJournal = backupJournal;
    this.proofJournal = proofJournal;
  }

  /** What was counted so far. */
  public synchronized Counted counted() {
    return new Counted(runs, storeFailures, copies, failed, lastBackup, lastProof);
  }

  private synchronized void count(BackupOutcome outcome) {
    Ending made = outcome.whole() ? Ending.MADE : Ending.PARTIAL;
    runs.merge(outcome.slotHeld() ? Ending.FOUND : made, 1L, Long::sum);
    outcome.stores().stream()
        .filter(store -> store.failure().isPresent())
        .map(StoreOutcome::store)
        .forEach(store -> storeFailures.merge(store, 1L, Long::sum));
    lastBackup = outcome.manifest().or(() -> lastBackup);
  }

  private synchronized void count(VerifyOutcome outcome) {
    for (CopyVerdict copy : outcome.copies()) {
      copies.merge(copy.verdict(), 1L, Long::sum);
      // What is not proven says nothing: a copy that was no good is so still.
      if (copy.verdict() != CopyVerdict.Verdict.NOT_PROVEN) {
        failed.put(copy.store(), copy.verdict() == CopyVerdict.Verdict.FAILED);
        lastProof = Optional.of(outcome.finished());
      }
    }
  }

  private synchronized void countFailure() {
    runs.merge(Ending.FAILED, 1L, Long::sum);
  }

  @Override
  public void next(Instant slot) {
    backupJournal.next(slot);
  }

  @Override
  public void made(BackupOutcome outcome) {
    count(outcome);
    backupJournal.made(outcome);
  }

  @Override
  public void skipped(Instant slot, Instant instead) {
    backupJournal.skipped(slot, instead);
  }

  @Override
  public void busy(Instant slot, String sentence) {
    backupJournal.busy(slot, sentence);
  }

  @Override
  public void failed(Instant slot, Throwable thrown) {
    countFailure();
    backupJournal.failed(slot, thrown);
  }

  @Override
  public void unready(Throwable thrown) {
    backupJournal.unready(thrown);
  }

  @Override
  public void proven(VerifyOutcome outcome) {
    count(outcome);
    proofJournal.proven(outcome);
  }

  @Override
  public void unproven(Throwable thrown) {
    proofJournal.unproven(thrown);
  }

  @Override
  public void remark(String text) {
    proofJournal.remark(text);
  }
}
