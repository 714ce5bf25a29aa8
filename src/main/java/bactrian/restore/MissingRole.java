package bactrian.restore;

import java.util.List;

/**
 * A role that a backup names and a server does not have.
 *
 * @param name the role
 * @param statements what makes it, from the backup's globals and without a password; empty when
 *     they do not tell
 */
public record MissingRole(String name, List<String> statements) {
  /** Copies the list. */
  public MissingRole {
    statements = List.copyOf(statements);
  }
}
