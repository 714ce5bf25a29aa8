package bactrian.postgres;

import java.util.Set;

/**
 * What an archive's head asks of the server.
 *
 * @param roles the owners that it names
 * @param extensions the extensions that it creates
 */
public record SwapNeeds(Set<String> roles, Set<String> extensions) {
  /** What a rollback needs of these: nothing. */
  public static final SwapNeeds NONE = new SwapNeeds(Set.of(), Set.of());
}
