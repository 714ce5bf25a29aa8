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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private static final String TABLES =
      """
      SELECT n.nspname, c.relname
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r'""";

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
   * @return the new schemas
   */
  public RestoredSchemas move(@Variable("restore") RestoreRun run) {
    Instant now = clock.instant();
    try (Connection session = run.filled().connect();
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      statement.execute("SET LOCAL search_path = ''");
      Map<String, String> moved = new LinkedHashMap<>();
      for (String schema : schemas(statement)) {
        String name = DatabaseNames.restoredSchema(schema, now);
        statement.execute("CREATE SCHEMA " + Identifier.quote(name));
        statement.execute("SET LOCAL bactrian.old_schema = " + Literal.quote(schema));
        statement.execute("SET LOCAL bactrian.new_schema = " + Literal.quote(name));
        statement.execute(SqlResource.read("move-to-schema.sql"));
        moved.put(schema, name);
      }
      List<RowCheck.Table> tables = tables(statement, run, moved);
      session.commit();
      return new RestoredSchemas(List.copyOf(moved.values()), tables);
    } catch (SQLException e) {
      throw RunFailure.failed(
          "What was restored could not be given a schema of its own ("
              + e.getMessage()
              + "): restore it with --into, a new database",
          e);
    }
  }

  /** What was counted when it was backed up, of the tables that are in the new schemas now. */
  private static List<RowCheck.Table> tables(
      Statement statement, RestoreRun run, Map<String, String> moved) throws SQLException {
    Set<CountedTable.Name> there = new HashSet<>();
    try (ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        there.add(new CountedTable.Name(rows.getString(1), rows.getString(2)));
      }
    }
    RestoreSource.Backup source = run.plan().backup();
    return RowCheck.tables(source.head(), run.plan().blocks()).stream()
        .filter(table -> moved.containsKey(table.schema()))
        .map(
            table ->
                new RowCheck.Table(
                    moved.get(table.schema()), table.name(), table.rows(), table.throughRoot()))
        .filter(table -> there.contains(new CountedTable.Name(table.schema(), table.name())))
        .toList();
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
    RestoredSchemas schemas = exchange.getVariable("schemas", RestoredSchemas.class);
    InputStream script = new ScriptFilter(exchange.getMessage().getBody(InputStream.class));
    return new ServerCommand(
        run.server(),
        tools.forScript(BesideDump.program(tools, run).major()).path().toString(),
        RestoreArguments.runScript(run.server().target().withDatabase(run.plan().database())),
        run.folder().path(),
        OneTransaction.beside(script, RowCheck.of(schemas.tables(), 0), run.lock()::check));
  }

  @Override
  public void writeOutput(Exchange exchange, ExecResult result) {
    exchange.getMessage().setBody(null);
  }

  /** What the run came to. */
  public RestoreOutcome outcome(
      @Variable("restore") RestoreRun run, @Variable("schemas") RestoredSchemas schemas) {
    return new RestoreOutcome(
        run.plan(), true, Optional.empty(), schemas.names(), Optional.empty());
  }
}
