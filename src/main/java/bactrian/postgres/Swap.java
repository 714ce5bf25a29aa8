package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Puts a filled side database in the place of the live one, which is kept under another name with
 * our marker.
 *
 * @param admin the admin database, neither of the two
 */
public record Swap(JdbcSource admin) {

  /**
   * Swaps. The new one gets the live one's owner, grants, comment, settings and limits, and no
   * marker. Without a live one, it only gets the name and no comment.
   *
   * @param lock the lock of the live database, held
   * @param side the side database
   * @param run the id of the run
   * @param now the instant for the name of what is kept
   * @param finishing statements to run last in the same transaction, under the new name: what the
   *     archive says about the database when there is no live one; usually empty
   * @throws RunFailure when nothing was changed
   */
  public Swapped into(
      DatabaseLock lock, String side, String run, Instant now, List<String> finishing) {
    String live = lock.database();
    long writes = WrittenRows.in(admin.withDatabase(side));
    return Swapped.by(
        new RenamingSession(admin, lock)
            .carryOut(session -> plan(session, live, side, run, now, writes, finishing)));
  }

  private static Renaming plan(
      Connection session,
      String live,
      String side,
      String run,
      Instant now,
      long writes,
      List<String> finishing)
      throws SQLException {
    Optional<DatabaseProperties> found = DatabaseProperties.read(session, live);
    if (found.isEmpty()) {
      return new Renaming(live, side, null, null, List.of(), finishing);
    }
    DatabaseProperties properties = found.get();
    List<String> taken = SideDatabase.databases(session);
    String kept = DatabaseNames.free(live, DatabaseRole.BEFORE, now, taken::contains);
    String comment = properties.commentOrNull();
    Marker marker = new Marker(kept, DatabaseRole.BEFORE, live, comment, run, now, writes);
    return new Renaming(live, side, marker, comment, properties.copyOnto(side), finishing);
  }
}
