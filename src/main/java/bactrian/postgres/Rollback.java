package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Undoes the last swap, or drops what the swaps have kept. What is put back keeps its own owner,
 * grants and settings of then: it comes back as it was. A second rollback undoes the first.
 *
 * @param admin the admin database, neither of the two
 */
public record Rollback(JdbcSource admin) {

  /**
   * What a rollback of this database would do.
   *
   * @throws RunFailure {@code notFound} when no swap kept anything
   */
  public RollbackPlan plan(String database) {
    List<MarkedDatabase> kept = kept(database);
    if (kept.isEmpty()) {
      throw RunFailure.notFound(
          "No earlier state of database \""
              + database
              + "\" is kept at "
              + admin.target().server()
              + ": restore a backup instead.");
    }
    MarkedDatabase incoming = kept.get(0);
    return new RollbackPlan(database, incoming, written(database, incoming.marker()), kept);
  }

  /** The databases that swaps and rollbacks of this one have kept, newest first, with sizes. */
  public List<MarkedDatabase> kept(String database) {
    return new MarkedDatabases(admin)
        .of(database).stream().filter(found -> found.marker().role() != DatabaseRole.SIDE).toList();
  }

  /**
   * Puts the planned one back.
   *
   * @param lock the lock of the database, held
   * @param plan what {@link #plan} said
   * @param run the id of the run
   * @param now the instant for the name of what is kept
   * @throws RunFailure when nothing was changed
   */
  public Swapped carryOut(DatabaseLock lock, RollbackPlan plan, String run, Instant now) {
    long writes = WrittenRows.in(admin.withDatabase(plan.incoming().name()));
    return Swapped.by(
        new RenamingSession(admin, lock)
            .carryOut(session -> renaming(session, lock.database(), plan, run, now, writes)));
  }

  /**
   * Drops everything kept.
   *
   * @param lock the lock of the database, held
   * @return what was dropped
   */
  public List<MarkedDatabase> discard(DatabaseLock lock) {
    List<MarkedDatabase> kept = kept(lock.database());
    kept.forEach(database -> new MarkedDatabases(admin).drop(lock, database.name()));
    return kept;
  }

  private static Renaming renaming(
      Connection session, String live, RollbackPlan plan, String run, Instant now, long writes)
      throws SQLException {
    Marker incoming = plan.incoming().marker();
    List<String> taken = SideDatabase.databases(session);
    if (!taken.contains(live)) {
      return new Renaming(
          live, incoming.name(), null, incoming.commentOrNull(), List.of(), List.of());
    }
    String name = DatabaseNames.free(live, DatabaseRole.UNDONE, now, taken::contains);
    String comment =
        DatabaseProperties.read(session, live).map(DatabaseProperties::commentOrNull).orElse(null);
    Marker marker = new Marker(name, DatabaseRole.UNDONE, live, comment, run, now, writes);
    return new Renaming(
        live, incoming.name(), marker, incoming.commentOrNull(), List.of(), List.of());
  }

  private OptionalLong written(String database, Marker incoming) {
    try (Connection session = admin.connect()) {
      if (!SideDatabase.databases(session).contains(database)) {
        return OptionalLong.empty();
      }
    } catch (SQLException e) {
      throw ConnectFailure.of(admin.target(), e);
    }
    long written = WrittenRows.in(admin.withDatabase(database)) - incoming.writes();
    return written < 0 ? OptionalLong.empty() : OptionalLong.of(written);
  }
}
