package bactrian.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Proofs for tests. */
public final class Proofs {
  private Proofs() {}

  /** A proof of this backup. */
  public static Proof of(BackupName name, Instant proven, Proof.Level level, String... reasons) {
    return new Proof(
        name,
        level,
        reasons.length == 0 ? Proof.Result.PASSED : Proof.Result.FAILED,
        proven.minusSeconds(9),
        proven,
        "backup-host",
        "0.1.0",
        Optional.empty(),
        Optional.empty(),
        new Proof.Counts(3, 4, 5, 6),
        List.of(reasons));
  }
}
