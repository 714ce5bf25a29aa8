package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The database that lock, creation and swap are done from: one that is neither the target nor its
 * side database, because a session cannot rename the database that it is in.
 */
public final class AdminDatabase {
  private static final String UNKNOWN_DATABASE = "3D000";

  private AdminDatabase() {}

  /**
   * The names to try, in order: the one that was set and nothing else, or {@code postgres}, then
   * {@code template1}; never the target, for which the others stand in.
   *
   * @param settingOrNull what {@code backup.admin.database} says, or null
   */
  static List<String> candidates(String settingOrNull, String target) {
    if (settingOrNull != null && !settingOrNull.equals(target)) {
      return List.of(settingOrNull);
    }
    List<String> names = new ArrayList<>(List.of("postgres", "template1"));
    names.remove(target);
    return List.copyOf(names);
  }

  /**
   * The first candidate that exists. Every run against one database must come to the same answer,
   * since the lock lives there: only a database's absence leads to the next.
   *
   * @param admin server and role of the admin connection, in whatever database
   * @param settingOrNull what {@code backup.admin.database} says, or null
   * @param target the database that is backed up or restored
   * @throws RunFailure when none can be connected to
   */
  public static JdbcSource find(JdbcSource admin, String settingOrNull, String target) {
    List<String> names = candidates(settingOrNull, target);
    SQLException last = null;
    for (String name : names) {
      JdbcSource source = admin.withDatabase(name);
      try (Connection connection = source.dataSource().getConnection()) {
        return source;
      } catch (SQLException e) {
        last = e;
        if (!UNKNOWN_DATABASE.equals(e.getSQLState())) {
          throw ConnectFailure.of(source.target(), e);
        }
      }
    }
    throw RunFailure.failed(
        "PostgreSQL at "
            + admin.target().server()
            + " has no database to work from beside \""
            + target
            + "\" ("
            + String.join(", ", names)
            + " not found): set postgresql.backup.admin.database to one that user \""
            + admin.target().user()
            + "\" may connect to.",
        last);
  }
}
