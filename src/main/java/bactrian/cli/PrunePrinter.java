package bactrian.cli;

import bactrian.backup.Pruned;

/** Tells what retention did, or would do. */
final class PrunePrinter {
  private PrunePrinter() {}

  static String told(Pruned pruned, boolean dryRun) {
    String name = pruned.decision().name() + " in " + pruned.store();
    if (pruned.decision().keep()) {
      return name + " " + pruned.decision().reason();
    }
    return pruned
        .failure()
        .map(why -> name + " could not be removed (" + why + "); the next run tries again")
        .orElseGet(
            () ->
                name
                    + " "
                    + (dryRun
                        ? pruned.decision().reason().replaceFirst("^removed", "would be removed")
                        : pruned.decision().reason()));
  }

  static void write(Json json, Pruned pruned) {
    json.field("name", pruned.decision().name().toString());
    json.field("store", pruned.store());
    json.field("keep", pruned.decision().keep());
    json.field("reason", pruned.decision().reason());
    json.field("failure", pruned.failure().orElse(null));
  }
}
