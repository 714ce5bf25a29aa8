package bactrian.restore;

import bactrian.failure.RunFailure;
import bactrian.postgres.ClientTools;
import bactrian.postgres.DatabaseNames;
import bactrian.postgres.Identifier;
import bactrian.postgres.Literal;
import bactrian.postgres.RestoreArguments;
import bactrian.postgres.ServerCommand;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;

/**
 * Tables beside live ones: in the side database they are moved into schemas of new names, by the
 * server itself, so that no text is rewritten; then a script of those schemas runs in the live
 * database, in one transaction. What belongs to an extension stays where it is: there it is the
 * live database's.
 */
public final class BesideLive implements ExecBinding {
  private static final String SCHEMAS =
      """
      SELECT n.nspname FROM pg_catalog.pg_namespace n
      WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                                    WHERE d.classid = 'pg_catalog.pg_class'::regclass
                                      AND d.objid = c.oid AND d.deptype = 'e'))
      ORDER BY n.nspname""";

  private final ClientTools tools;
  private final Clock clock;

  /** Finds its program among these tools, and names schemas by this clock. */
  public BesideLive(ClientTools tools, Clock clock) {
    this.tools = tools;
    this.clock = clock;
  }

  /**
   * Moves all that was restored.
   *
   * @return the new schemas' names
   */
  public List<String> move(@Variable("restore") RestoreRun run) {
    Instant now = clock.instant();
    try (Connection session = run.filled().connect();
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      statement.execute("SET LOCAL search_path = ''");
      List<String> moved = new ArrayList<>();
      for (String schema : schemas(statement)) {
        String name = DatabaseNames.restoredSchema(schema, now);
        statement.execute("CREATE SCHEMA " + Identifier.quote(name));
        statement.execute("SET LOCAL bactrian.old_schema = " + Literal.quote(schema));
        statement.execute("SET LOCAL bactrian.new_schema = " + Literal.quote(name));
        statement.execute(SqlResource.read("move-to-schema.sql"));
        moved.add(name);
      }
      session.commit();
      return moved;
    } catch (SQLException e) {
      throw RunFailure.failed(
          "What was restored could not be given a schema of its own ("
              + e.getMessage()
              + "): restore it with --into, a new database",
          e);
    }
  }

  private static List<String> schemas(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(SCHEMAS)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /** psql, for the script in the body and the live database. */
  @Override
  public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
    RestoreRun run = exchange.getVariable("restore", RestoreRun.class);
    run.lock().check();
    return new ServerCommand(
        run.server(),
        tools.forScript(BesideDump.program(tools, run).major()).path().toString(),
        RestoreArguments.runScriptAtOnce(run.server().target().withDatabase(run.plan().database())),
        run.folder().path(),
        new ScriptFilter(exchange.getMessage().getBody(InputStream.class)));
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(null);
  }

  /** What the run came to. */
  public RestoreOutcome outcome(
      @Variable("restore") RestoreRun run, @Variable("schemas") List<String> schemas) {
    return new RestoreOutcome(run.plan(), true, Optional.empty(), schemas, Optional.empty());
  }
}
