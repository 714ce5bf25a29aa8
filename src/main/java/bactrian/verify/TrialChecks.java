package bactrian.verify;

import bactrian.failure.RunFailure;
import bactrian.restore.RestoreRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.camel.Variable;

/** Looks at a database that a proof has restored. */
public final class TrialChecks {
  /** What is wrong with its indexes, constraints and triggers, one sentence each. */
  public List<String> findings(@Variable("restore") RestoreRun restore) {
    Findings findings = new Findings();
    try (Connection session = restore.filled().connect()) {
      ObjectCheck.check(session, restore.plan().steps().orElseThrow(), findings);
      IndexCheck.check(session, findings);
      return findings.sentences();
    } catch (SQLException e) {
      throw RunFailure.failed(
          "What was restored could not be looked at (" + e.getMessage() + "): verify again", e);
    }
  }
}
