package bactrian.backup;

import bactrian.failure.RunFailure;
import bactrian.postgres.AdminDatabase;
import bactrian.postgres.ClientTool;
import bactrian.postgres.ClientTools;
import bactrian.postgres.DumpPreflight;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.RunFolder;
import bactrian.postgres.ServerFacts;
import bactrian.settings.Settings;
import bactrian.store.ConfiguredStores;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first and the last step of a backup: what is checked before, what is given back after. */
public final class BackupPreflight {
  private static final Logger LOG = LoggerFactory.getLogger(BackupPreflight.class);

  private final Settings.Backup settings;
  private final ConfiguredStores stores;
  private final JdbcSource database;
  private final ClientTools tools;
  private final Clock clock;

  /**
   * @param database the direct connection to the database that is backed up
   */
  public BackupPreflight(
      Settings.Backup settings,
      ConfiguredStores stores,
      JdbcSource database,
      ClientTools tools,
      Clock clock) {
    this.settings = settings;
    this.stores = stores;
    this.database = database;
    this.tools = tools;
    this.clock = clock;
  }

  /**
   * Reaches the server, picks its client program, checks privileges. Nothing is written but the
   * private folder of the run.
   *
   * @param request what is asked; null asks for a backup now
   */
  public BackupRun plan(@Body BackupRequest request) {
    BackupRequest asked = request == null ? BackupRequest.now() : request;
    List<String> chosen = stores.chosen(asked.stores());
    ServerFacts server;
    try (Connection connection = database.connect()) {
      server = ServerFacts.read(connection);
      DumpPreflight.check(connection);
    } catch (SQLException e) {
      throw RunFailure.failed("The server ended our session: " + e.getMessage(), e);
    }
    ClientTool pgDump = tools.forDump(server.major());
    Instant started = clock.instant();
    return BackupRun.planned(
        new BackupRun.Plan(asked, started, chosen, server, pgDump, RunFolder.open(database)));
  }

  /** The admin database, where the lock is taken. */
  public JdbcSource admin() {
    return AdminDatabase.find(
        database, settings.admin().database().orElse(null), database.target().database());
  }

  /** Gives back what the run holds, however it ended. */
  public void release(@Variable("run") BackupRun run) {
    run.dump().ifPresent(BackupPreflight::endSnapshot);
    if (run.plan().request().lock().isEmpty()) {
      run.lock().ifPresent(lock -> lock.close());
    }
    RunFolder.close(run.plan().folder());
  }

  private static void endSnapshot(StartedDump dump) {
    try {
      dump.snapshot().close();
    } catch (SQLException e) {
      LOG.debug("The snapshot's session was gone already", e);
    }
  }
}
