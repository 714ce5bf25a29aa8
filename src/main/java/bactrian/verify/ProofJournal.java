package bactrian.verify;

/** Is told what becomes of the proofs that the service makes. */
public interface ProofJournal {
  /** A proof was made, or something stood against it. */
  void proven(VerifyOutcome outcome);

  /** There was no proof. */
  void unproven(Throwable thrown);

  /** Something that the operator may want to change. */
  void remark(String text);
}
