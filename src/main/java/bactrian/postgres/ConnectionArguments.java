package bactrian.postgres;

import java.util.List;

/** The arguments by which PostgreSQL's client programs reach a server. */
final class ConnectionArguments {
  private ConnectionArguments() {}

  /**
   * Host, port and role, and never a prompt for a password.
   *
   * @param databaseOption the option that names the database, such as {@code --dbname}
   */
  static List<String> of(Target target, String databaseOption) {
    return List.of(
        "--no-password",
        "--host=" + target.host(),
        "--port=" + target.port(),
        "--username=" + target.user(),
        databaseOption + "=" + connectionString(target.database()));
  }

  /**
   * The database's name as a connection string: a bare name that looks like one ({@code
   * postgres://…}, {@code host=…}) would be taken for one (libpq's documentation, "Connection
   * Strings").
   */
  private static String connectionString(String database) {
    return "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
