package bactrian.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One privilege on a database.
 *
 * @param grantor who gave it
 * @param granteeOrNull who has it, or null for PUBLIC
 * @param privilege CREATE, CONNECT or TEMPORARY
 * @param grantable whether it was given with grant option
 */
public record DatabaseGrant(
    String grantor, String granteeOrNull, String privilege, boolean grantable) {

  /**
   * The statements that leave a database with exactly these privileges, whatever it had.
   *
   * @param database the database that gets them
   * @param owner its owner, from whom all privileges come in the end
   * @param impersonable the grantors that our role may become; what others gave comes from the
   *     owner instead
   */
  static List<String> statements(
      String database, String owner, List<DatabaseGrant> grants, Set<String> impersonable) {
    String on = " ON DATABASE " + Identifier.quote(database);
    List<String> statements = new ArrayList<>();
    statements.add("REVOKE ALL" + on + " FROM PUBLIC");
    statements.add("REVOKE ALL" + on + " FROM " + Identifier.quote(owner) + " CASCADE");
    Set<DatabaseGrant> given = new HashSet<>();
    // A grantor other than the owner can only hand on what has come to it before.
    for (boolean more = true; more; ) {
      more = false;
      for (DatabaseGrant grant : grants) {
        if (!given.contains(grant) && (grant.comesFrom(owner) || grant.cameDown(given))) {
          given.add(grant);
          more = true;
          grant.append(statements, on, owner, impersonable);
        }
      }
    }
    return List.copyOf(statements);
  }

  private boolean comesFrom(String owner) {
    return grantor.equals(owner);
  }

  private boolean cameDown(Set<DatabaseGrant> given) {
    return given.stream()
        .anyMatch(
            other ->
                other.grantable
                    && grantor.equals(other.granteeOrNull)
                    && privilege.equals(other.privilege));
  }

  private void append(List<String> statements, String on, String owner, Set<String> impersonable) {
    String grantee = granteeOrNull == null ? "PUBLIC" : Identifier.quote(granteeOrNull);
    String grant =
        "GRANT " + privilege + on + " TO " + grantee + (grantable ? " WITH GRANT OPTION" : "");
    if (comesFrom(owner) || !impersonable.contains(grantor)) {
      statements.add(grant);
    } else {
      statements.add("SET LOCAL ROLE " + Identifier.quote(grantor));
      statements.add(grant);
      statements.add("RESET ROLE");
    }
  }
}
