package bactrian.restore;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.camel.Variable;

/** Looks at what was loaded before it may take the live database's place. */
public final class RestoreChecks {
  private static final int SHOWN = 5;
  private static final int SESSIONS = 2;

  /**
   * Counts every table's rows and compares them with the backup's index.
   *
   * @throws RunFailure when one differs
   */
  public void compareRows(@Variable("restore") RestoreRun run) {
    RestoreSource.Backup source = run.plan().backup();
    List<String> differences =
        new RowCounts(run.filled(), SESSIONS).differences(source.head(), run.plan().blocks());
    if (!differences.isEmpty()) {
      throw RunFailure.failed(
          "What was loaded differs from the backup in "
              + differences.size()
              + " places, and takes nothing's place: "
              + String.join(" ", differences.subList(0, Math.min(SHOWN, differences.size()))));
    }
  }

  /** Gives the planner its statistics, which no backup carries. */
  public void analyze(@Variable("restore") RestoreRun run) {
    try (Connection session = run.filled().connect();
        Statement statement = session.createStatement()) {
      statement.execute("ANALYZE");
    } catch (SQLException e) {
      throw RunFailure.failed("ANALYZE failed in the side database: " + e.getMessage(), e);
    }
  }
}
