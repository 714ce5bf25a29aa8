package bactrian.postgres;

import java.util.Optional;

/**
 * A swap that happened.
 *
 * @param live the name that now means the new database
 * @param kept the name under which the one that had it is kept, empty when there was none
 */
public record Swapped(String live, Optional<String> kept) {
  static Swapped by(Renaming renaming) {
    return new Swapped(
        renaming.live(), Optional.ofNullable(renaming.displacedOrNull()).map(Marker::name));
  }
}
