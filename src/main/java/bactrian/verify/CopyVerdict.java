package bactrian.verify;

import bactrian.catalog.Proof;
import java.util.List;
import java.util.Optional;

/**
 * What was found about one store's copy of a backup.
 *
 * @param store the store's name
 * @param verdict what was found
 * @param level how far the proof went
 * @param reasons why it did not pass, one sentence each
 * @param counts what was read and compared
 * @param unwritten why the proof could not be stored beside the copy, if so
 */
public record CopyVerdict(
    String store,
    Verdict verdict,
    Proof.Level level,
    List<String> reasons,
    Proof.Counts counts,
    Optional<String> unwritten) {
  /** What can be found. */
  public enum Verdict {
    /** The copy is what was backed up. */
    PASSED,
    /** It is not. */
    FAILED,
    /** Nothing is known about the copy, because something else is missing; there is no proof. */
    NOT_PROVEN
  }

  /** Copies the list. */
  public CopyVerdict {
    reasons = List.copyOf(reasons);
  }

  static CopyVerdict passed(String store, Proof.Level level, Proof.Counts counts) {
    return new CopyVerdict(store, Verdict.PASSED, level, List.of(), counts, Optional.empty());
  }

  static CopyVerdict failed(
      String store, Proof.Level level, List<String> reasons, Proof.Counts counts) {
    return new CopyVerdict(store, Verdict.FAILED, level, reasons, counts, Optional.empty());
  }

  static CopyVerdict notProven(String store, Proof.Level level, List<String> reasons) {
    return new CopyVerdict(
        store, Verdict.NOT_PROVEN, level, reasons, Proof.Counts.NONE, Optional.empty());
  }

  CopyVerdict unwritten(String reason) {
    return new CopyVerdict(store, verdict, level, reasons, counts, Optional.of(reason));
  }

  /** Whether it passed so far. */
  public boolean passed() {
    return verdict == Verdict.PASSED;
  }

  /** What the proof says, when there is one to write. */
  Optional<Proof.Result> result() {
    return switch (verdict) {
      case PASSED -> Optional.of(Proof.Result.PASSED);
      case FAILED -> Optional.of(Proof.Result.FAILED);
      case NOT_PROVEN -> Optional.empty();
    };
  }
}
