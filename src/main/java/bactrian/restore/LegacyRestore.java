package bactrian.restore;

import bactrian.failure.Failure;
import bactrian.failure.RunFailure;
import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** What the routes call for a file of the retired feature. */
public final class LegacyRestore {
  /** The plain script, made fit for an empty database. */
  public LegacyScript script(@Variable("restore") RestoreRun run) throws IOException {
    RestoreSource.Legacy source = (RestoreSource.Legacy) run.plan().source();
    return LegacyScript.of(source.open().stream(), run.plan().server().superuser());
  }

  /** Compares every table with the rows that passed in the script. */
  public void compareRows(
      @Variable("restore") RestoreRun run, @Variable("script") LegacyScript script) {
    try (Connection session = run.filled().connect()) {
      script.counts().compare(session);
    } catch (SQLException e) {
      throw RunFailure.failed("The server ended our session: " + e.getMessage(), e);
    }
  }

  /** Throws what was caught again, with what to do when it is about a role. */
  public void explain(Exchange exchange) throws Exception {
    Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    if (Failure.firstIn(caught).orElse(null) instanceof StreamFailure failure) {
      throw LegacyFailure.explained(failure);
    }
    throw caught;
  }
}
