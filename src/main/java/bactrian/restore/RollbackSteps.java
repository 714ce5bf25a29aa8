package bactrian.restore;

import bactrian.failure.RunFailure;
import bactrian.postgres.DatabaseLock;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.Refusal;
import bactrian.postgres.Rollback;
import bactrian.postgres.RollbackPlan;
import bactrian.postgres.SwapGuards;
import bactrian.postgres.SwapNeeds;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Undoes the last swap, or drops what swaps have kept. */
public final class RollbackSteps {
  private final RestorePlanning planning;
  private final String database;
  private final Clock clock;

  /**
   * @param database the name of the configured database
   */
  public RollbackSteps(RestorePlanning planning, String database, Clock clock) {
    this.planning = planning;
    this.database = database;
    this.clock = clock;
  }

  /** The request; null asks for the plan of a rollback. */
  public RollbackRequest request(@Body RollbackRequest request) {
    return request == null ? new RollbackRequest(true, false) : request;
  }

  /**
   * What would be done.
   *
   * @throws RunFailure with exit status 3 when no swap has kept anything
   */
  public RollbackOutcome plan(@Variable("request") RollbackRequest request) {
    JdbcSource admin = planning.admin(database);
    Rollback rollback = new Rollback(admin);
    if (request.discard()) {
      return new RollbackOutcome(
          request, Optional.empty(), rollback.kept(database), Optional.empty());
    }
    RollbackPlan plan = rollback.plan(database);
    Refusal.require(new SwapGuards(admin).find(database, SwapNeeds.NONE), false);
    return new RollbackOutcome(request, Optional.of(plan), plan.kept(), Optional.empty());
  }

  /** The database's lock. */
  public DatabaseLock lock() {
    return DatabaseLock.tryAcquire(planning.admin(database), database);
  }

  /** Puts back what the plan says, or drops what is kept. */
  public RollbackOutcome carryOut(
      @Variable("plan") RollbackOutcome planned, @Variable("lock") DatabaseLock lock) {
    Rollback rollback = new Rollback(planning.admin(database));
    if (planned.request().discard()) {
      return new RollbackOutcome(
          planned.request(), Optional.empty(), rollback.discard(lock), Optional.empty());
    }
    return new RollbackOutcome(
        planned.request(),
        planned.plan(),
        List.copyOf(planned.kept()),
        Optional.of(
            rollback.carryOut(
                lock,
                planned.plan().orElseThrow(),
                UUID.randomUUID().toString(),
                clock.instant())));
  }

  /** Releases the lock. */
  public void release(@Variable("lock") DatabaseLock lock) {
    lock.close();
  }
}
