package bactrian.postgres;

import java.util.Set;

/**
 * What an archive's head asks of the server.
 *
 * @param roles the owners that it names: they must exist, and our role must be able to become them
 * @param mentioned the roles that its grants and policies name: they must exist
 * @param extensions the extensions that it creates
 * @param superuserOnly what it creates that only a superuser may, such as {@code EVENT TRIGGER x}
 */
public record SwapNeeds(
    Set<String> roles, Set<String> mentioned, Set<String> extensions, Set<String> superuserOnly) {
  /** What a rollback needs of these: nothing. */
  public static final SwapNeeds NONE = new SwapNeeds(Set.of(), Set.of(), Set.of(), Set.of());
}
