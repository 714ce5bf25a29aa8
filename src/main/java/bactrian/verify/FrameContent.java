package bactrian.verify;

import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import bactrian.postgres.Identifier;
import java.util.ArrayList;
import java.util.List;

/** Says what lies in a frame, for people who want to know what is lost with it. */
final class FrameContent {
  private static final int SHOWN = 5;

  private FrameContent() {}

  /** Such as {@code frame 3 of 7, with rows of "public"."t" and 2 more tables}. */
  static String of(Index index, Index.Frame frame) {
    String which =
        "frame %d of %d".formatted(index.frames().indexOf(frame) + 1, index.frames().size());
    if (frame.place() == Index.Place.HEAD) {
      return which + ", the table of contents";
    }
    List<String> tables = new ArrayList<>();
    boolean largeObjects = false;
    for (Index.Entry entry : index.entriesIn(frame)) {
      if (entry.kind().equals(TocEntry.TABLE_DATA)) {
        tables.add(table(entry));
      } else {
        largeObjects = true;
      }
    }
    List<String> lost = new ArrayList<>();
    if (!tables.isEmpty()) {
      String names = String.join(", ", tables.subList(0, Math.min(SHOWN, tables.size())));
      int more = tables.size() - SHOWN;
      lost.add("rows of " + names + (more > 0 ? " and " + more + " more tables" : ""));
    }
    if (largeObjects) {
      lost.add("large objects");
    }
    return lost.isEmpty() ? which : which + ", with " + String.join(" and ", lost);
  }

  /** A table's name in quotes. */
  static String table(Index.Entry entry) {
    return entry.schema().map(schema -> Identifier.quote(schema) + ".").orElse("")
        + Identifier.quote(entry.name());
  }
}
