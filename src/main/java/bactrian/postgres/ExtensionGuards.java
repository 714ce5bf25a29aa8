package bactrian.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedSet;

/** Extensions that a restore creates must lie on the server, and our role must be able to. */
final class ExtensionGuards {
  private static final String SUPERUSER =
      "SELECT rolsuper FROM pg_roles WHERE rolname = current_user";
  private static final String DEFAULT_VERSION =
      " FROM pg_available_extension_versions v JOIN pg_available_extensions e"
          + " ON e.name = v.name AND e.default_version = v.version WHERE v.name = ?";

  private ExtensionGuards() {}

  static void find(Connection session, String me, SortedSet<String> extensions, List<Refusal> found)
      throws SQLException {
    boolean superuser = SwapGuards.yes(session, SUPERUSER);
    for (String extension : extensions) {
      String name = Identifier.quote(extension);
      String open =
          SwapGuards.one(
              session, "SELECT NOT v.superuser OR v.trusted" + DEFAULT_VERSION, extension);
      if (open == null) {
        found.add(
            Refusal.of(
                "The backup needs the extension " + name + ", which the server does not have",
                "install its package on the server"));
      } else if (!superuser && !"t".equals(open)) {
        found.add(
            Refusal.of(
                "The backup needs the extension " + name + ", which only a superuser may create",
                "restore as one instead of " + me));
      }
    }
  }
}
