package bactrian.postgres;

import java.util.List;

/**
 * What one swap does, in one transaction.
 *
 * @param live the name that is put in place under
 * @param incoming the database that gets it
 * @param displacedOrNull the marker of the one that has it now, whose new name it says; null when
 *     there is none
 * @param commentOrNull the comment of the one put in place
 * @param first statements before the renaming
 * @param last statements after it
 */
record Renaming(
    String live,
    String incoming,
    Marker displacedOrNull,
    String commentOrNull,
    List<String> first,
    List<String> last) {

  /** The renaming itself, during which no other session may be in either database. */
  List<String> statements() {
    String in = "ALTER DATABASE " + Identifier.quote(incoming) + " RENAME TO ";
    if (displacedOrNull == null) {
      return List.of(in + Identifier.quote(live), DatabaseProperties.comment(live, commentOrNull));
    }
    String out = "ALTER DATABASE " + Identifier.quote(live) + " RENAME TO ";
    String displaced = displacedOrNull.name();
    return List.of(
        out + Identifier.quote(displaced),
        DatabaseProperties.comment(displaced, displacedOrNull.text()),
        in + Identifier.quote(live),
        DatabaseProperties.comment(live, commentOrNull));
  }
}
