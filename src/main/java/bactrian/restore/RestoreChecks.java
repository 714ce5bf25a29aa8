package bactrian.restore;

import bactrian.failure.RunFailure;
import bactrian.postgres.Identifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Variable;

/** Looks at what was loaded before it may take the live database's place. */
public final class RestoreChecks {
  private static final int SHOWN = 5;

  /** Partitions are analysed with the root of their table, and with nothing else. */
  private static final String TABLES =
      """
      SELECT n.nspname, c.relname, pg_catalog.has_schema_privilege(n.oid, 'USAGE')
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm', 'p') AND NOT c.relispartition AND NOT c.relisshared
        AND c.relpersistence <> 't'
      ORDER BY c.relkind = 'p' DESC, pg_catalog.pg_relation_size(c.oid) DESC""";

  /** ANALYZE without a name: neither what may not be named, nor what goes away, hinders it. */
  private static final List<String> EVERYTHING = List.of("");

  private final int cores;

  /**
   * @param cores how many sessions look at tables at once where nobody says how many
   */
  public RestoreChecks(int cores) {
    this.cores = cores;
  }

  /**
   * Counts every table's rows and compares them with the backup's index.
   *
   * @throws RunFailure when one differs
   */
  public void compareRows(@Variable("restore") RestoreRun run) {
    RestoreSource.Backup source = run.plan().backup();
    List<String> differences =
        new RowCounts(sessions(run)).differences(source.head(), run.plan().blocks());
    if (!differences.isEmpty()) {
      throw RunFailure.failed(
          "What was loaded differs from the backup in "
              + differences.size()
              + " places, and takes nothing's place: "
              + String.join(" ", differences.subList(0, Math.min(SHOWN, differences.size()))));
    }
  }

  /**
   * Gives the planner its statistics, which no backup carries: to the catalogs as well, but not to
   * those that all databases share.
   *
   * @throws RunFailure when the server does not do it
   */
  public void analyze(@Variable("restore") RestoreRun run) {
    try {
      sessions(run).each(tables(run), (session, table) -> session.execute("ANALYZE " + table));
    } catch (SQLException e) {
      throw RunFailure.failed(
          "The planner's statistics of database \"%s\" could not be gathered (%s): %s"
              .formatted(
                  run.filled().target().database(),
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given"),
                  run.side().isPresent()
                      ? "the live database was not touched, run again."
                      : "what was restored is in place; run ANALYZE in it."),
          e);
    }
  }

  private static List<String> tables(RestoreRun run) throws SQLException {
    if (run.side().isEmpty()) {
      return EVERYTHING; // others are at work there
    }
    List<String> tables = new ArrayList<>();
    try (Connection session = run.filled().connect();
        Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        if (!rows.getBoolean(3)) {
          return EVERYTHING;
        }
        tables.add(Identifier.quote(rows.getString(1)) + "." + Identifier.quote(rows.getString(2)));
      }
    }
    return tables;
  }

  private SideBySide sessions(RestoreRun run) {
    return new SideBySide(run.filled(), run.plan().request().jobs().orElse(cores));
  }
}
