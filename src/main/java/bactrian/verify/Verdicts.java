package bactrian.verify;

import bactrian.catalog.Proof;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a restore says about each copy that was right so far. */
final class Verdicts {
  private Verdicts() {}

  static UnaryOperator<CopyVerdict> passed(Proof.Level level) {
    return copy -> CopyVerdict.passed(copy.store(), level, copy.counts());
  }

  static UnaryOperator<CopyVerdict> failed(Proof.Level level, List<String> reasons) {
    return copy -> CopyVerdict.failed(copy.store(), level, reasons, copy.counts());
  }

  static UnaryOperator<CopyVerdict> notProven(Proof.Level level, String reason) {
    return copy -> CopyVerdict.notProven(copy.store(), level, List.of(reason));
  }
}
