package bactrian.postgres;

/**
 * Somebody's session, for a sentence.
 *
 * @param pid its server process
 * @param userOrNull its role
 * @param applicationOrNull its application name, null when our role may not see it
 */
public record ServerSession(int pid, String userOrNull, String applicationOrNull) {
  /** Such as {@code process 4711 (user "app", "psql")}. */
  public String words() {
    boolean named = applicationOrNull != null && !applicationOrNull.isEmpty();
    return "process "
        + pid
        + " ("
        + (userOrNull == null ? "no user" : "user \"" + userOrNull + "\"")
        + (named ? ", \"" + applicationOrNull + "\"" : "")
        + ")";
  }
}
