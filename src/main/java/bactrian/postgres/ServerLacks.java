package bactrian.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an archive needs and a server does not have.
 *
 * @param roles the roles, by name
 * @param extensions the extensions whose files are not installed, by name
 */
public record ServerLacks(List<String> roles, List<String> extensions) {
  private static final String ROLE = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ?)";
  private static final String EXTENSION =
      "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = ?)";

  /** Copies the lists. */
  public ServerLacks {
    roles = List.copyOf(roles);
    extensions = List.copyOf(extensions);
  }

  /** Asks the server. */
  public static ServerLacks of(Connection session, SwapNeeds needs) throws SQLException {
    Set<String> roles = new TreeSet<>(needs.roles());
    roles.addAll(needs.mentioned());
    return new ServerLacks(
        lacking(session, ROLE, roles),
        lacking(session, EXTENSION, new TreeSet<>(needs.extensions())));
  }

  private static List<String> lacking(Connection session, String exists, Set<String> names)
      throws SQLException {
    Set<String> lacking = new TreeSet<>();
    for (String name : names) {
      if (!SwapGuards.yes(session, exists, name)) {
        lacking.add(name);
      }
    }
    return List.copyOf(lacking);
  }
}
