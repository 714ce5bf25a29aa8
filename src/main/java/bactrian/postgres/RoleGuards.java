package bactrian.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedSet;

/** Roles that a restore gives objects to must exist, and ours must be able to become them. */
final class RoleGuards {
  private RoleGuards() {}

  static void find(Connection session, String me, SortedSet<String> roles, List<Refusal> found)
      throws SQLException {
    // From 16 on, membership alone does not let a role become another.
    String kind =
        SwapGuards.yes(session, "SELECT current_setting('server_version_num')::int >= 160000")
            ? "SET"
            : "MEMBER";
    for (String role : roles) {
      String name = Identifier.quote(role);
      if (!SwapGuards.yes(
          session, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ?)", role)) {
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
