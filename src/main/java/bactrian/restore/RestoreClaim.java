package bactrian.restore;

import bactrian.catalog.BackupName;
import bactrian.failure.RunFailure;
import bactrian.postgres.DatabaseLock;
import bactrian.postgres.DatabaseProperties;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.Refusal;
import bactrian.postgres.Rehearsal;
import bactrian.postgres.RunFolder;
import bactrian.postgres.SideDatabase;
import bactrian.postgres.Swap;
import bactrian.postgres.WorkFolder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.camel.Variable;

/** Claims a database for a restore, makes its side database, swaps, and gives everything back. */
public final class RestoreClaim {
  private final RestorePlanning planning;
  private final JdbcSource database;
  private final Clock clock;

  /**
   * @param database the direct connection to the configured database
   */
  public RestoreClaim(RestorePlanning planning, JdbcSource database, Clock clock) {
    this.planning = planning;
    this.database = database;
    this.clock = clock;
  }

  /**
   * Takes the lock, and removes what killed restores of this database left.
   *
   * @throws RunFailure with exit status 4 when something stands against the plan
   */
  public RestoreRun claim(@Variable("plan") RestorePlan plan) {
    Refusal.require(plan.refusals(), plan.request().force());
    JdbcSource admin = planning.admin(plan.database());
    DatabaseLock lock = DatabaseLock.tryAcquire(admin, plan.database());
    WorkFolder folder = null;
    try {
      folder = RunFolder.open(database);
      new SideDatabase(admin).dropLeftovers(lock);
      String id = UUID.randomUUID().toString();
      return RestoreRun.claimed(plan, id, folder, lock, database);
    } catch (RuntimeException e) {
      if (folder != null) {
        RunFolder.close(folder);
      }
      lock.close();
      throw e;
    }
  }

  /** Creates the side database: like the live one, or, without one, as the archive says. */
  public RestoreRun createSide(@Variable("restore") RestoreRun run) {
    JdbcSource admin = planning.admin(run.plan().database());
    UnaryOperator<String> statement =
        properties(admin, run.plan().database())
            .<UnaryOperator<String>>map(live -> live.locale()::create)
            .orElseGet(() -> name -> archived(run).creating(name, run.plan().server().major()));
    return run.filling(
        new SideDatabase(admin).create(run.lock(), statement, run.id(), clock.instant()));
  }

  /**
   * Tries what is to be said about the database at the end, when the archive and no live database
   * says it: a missing role is to be known before hours of work.
   *
   * @throws RunFailure with exit status 4 when it cannot be done
   */
  public void rehearse(@Variable("restore") RestoreRun run) {
    if (!run.plan().exists()) {
      new Rehearsal(planning.admin(run.plan().database()))
          .of(run.side().orElseThrow(), archived(run).finishing(run.side().orElseThrow()));
    }
  }

  private static ArchiveDatabase archived(RestoreRun run) {
    return run.plan()
        .source()
        .archive()
        .flatMap(ArchiveDatabase::of)
        .orElseThrow(
            () ->
                RunFailure.failed(
                    "The archive does not say what its database was like: create database \""
                        + run.plan().database()
                        + "\" first, and run again"));
  }

  private static Optional<DatabaseProperties> properties(JdbcSource admin, String name) {
    try (Connection session = admin.connect()) {
      return DatabaseProperties.read(session, name);
    } catch (SQLException e) {
      throw RunFailure.failed("The server ended our session: " + e.getMessage(), e);
    }
  }

  /**
   * Puts the side database in place; what was there is kept.
   *
   * @throws RunFailure when nothing was changed
   */
  public RestoreRun swap(@Variable("restore") RestoreRun run) {
    run.lock().check();
    RestorePlan plan = run.plan();
    List<String> finishing = plan.exists() ? List.of() : archived(run).finishing(plan.database());
    return run.swappedBy(
        new Swap(planning.admin(plan.database()))
            .into(run.lock(), run.side().orElseThrow(), run.id(), clock.instant(), finishing));
  }

  /** Gives back what the run holds: the side database, unless it is in place now. */
  public void release(@Variable("restore") RestoreRun run) {
    try {
      if (run.side().isPresent() && run.swapped().isEmpty() && run.lock().stillHeld()) {
        new SideDatabase(planning.admin(run.plan().database())).drop(run.lock(), run.side().get());
      }
    } finally {
      RunFolder.close(run.folder());
      run.lock().close();
    }
  }

  /** What the run came to. */
  public RestoreOutcome outcome(@Variable("restore") RestoreRun run) {
    return new RestoreOutcome(
        run.plan(), true, Optional.empty(), List.of(), run.swapped().flatMap(swap -> swap.kept()));
  }

  /** What a run in place came to. */
  public RestoreOutcome replaced(RestoreRun run, BackupName safety) {
    return new RestoreOutcome(
        run.plan(), true, Optional.of(safety.toString()), List.of(), Optional.empty());
  }

  /** What a plan alone comes to. */
  public RestoreOutcome planned(@Variable("plan") RestorePlan plan) {
    return new RestoreOutcome(plan, false, Optional.empty(), List.of(), Optional.empty());
  }
}
