package bactrian.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedSet;

/** What a restore asks of roles, and of ours. */
final class RoleGuards {
  private static final String EXISTS = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ?)";
  private static final String SUPERUSER =
      "SELECT rolsuper FROM pg_roles WHERE rolname = current_user";

  private RoleGuards() {}

  /** Roles that something is granted to must exist. */
  static void findMissing(Connection session, SortedSet<String> roles, List<Refusal> found)
      throws SQLException {
    for (String role : roles) {
      if (!SwapGuards.yes(session, EXISTS, role)) {
        String name = Identifier.quote(role);
        found.add(
            Refusal.of(
                "The backup names the role " + name + ", which the server does not have",
                "run CREATE ROLE " + name + ", or restore it from the backup's globals"));
      }
    }
  }

  /** What only a superuser may create. */
  static void findSuperuserOnly(
      Connection session, String me, SortedSet<String> objects, List<Refusal> found)
      throws SQLException {
    if (!objects.isEmpty() && !SwapGuards.yes(session, SUPERUSER)) {
      found.add(
          Refusal.of(
              "The backup has what only a superuser may create ("
                  + String.join(", ", objects)
                  + ")",
              "restore as one instead of " + me));
    }
  }

  /** Roles that objects are given to must exist, and ours must be able to become them. */
  static void find(Connection session, String me, SortedSet<String> roles, List<Refusal> found)
      throws SQLException {
    // From 16 on, membership alone does not let a role become another.
    String kind =
        SwapGuards.yes(session, "SELECT current_setting('server_version_num')::int >= 160000")
            ? "SET"
            : "MEMBER";
    for (String role : roles) {
      String name = Identifier.quote(role);
      if (!SwapGuards.yes(session, EXISTS, role)) {
        found.add(
            Refusal.of(
                "The backup names the owner " + name + ", which the server does not have",
                "run CREATE ROLE " + name + ", and GRANT " + name + " TO " + me));
      } else if (!SwapGuards.yes(session, "SELECT pg_has_role(?, '" + kind + "')", role)) {
        found.add(
            Refusal.of(
                "The backup names the owner " + name + ", whose member " + me + " is not",
                "run GRANT " + name + " TO " + me));
      }
    }
  }
}
