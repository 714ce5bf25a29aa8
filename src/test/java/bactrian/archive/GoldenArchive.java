package bactrian.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An archive among the test data with what {@code pg_restore --list --verbose} and the live
 * database said of it; the script {@code remake} beside them makes them.
 */
record GoldenArchive(String name, List<String> listing, List<String> counts) {
  static Stream<GoldenArchive> all() {
    return Stream.of(
            "rich-server13-client15",
            "rich-server15-client15",
            "rich-server16-client17",
            "rich-server17-client17",
            "rich-server18-client18",
            "small-server15-client15",
            "small-server18-client18",
            "written-1.13",
            "written-1.15")
        .map(GoldenArchive::named);
  }

  static GoldenArchive named(String name) {
    return new GoldenArchive(
        name, lines(resource(name + ".list")), lines(resource(name + ".rows")));
  }

  /** The archive itself, read anew. */
  byte[] bytes() {
    return resource(name + ".dump");
  }

  /** The rows of each table in the live database, by schema and name with a tab between. */
  Map<String, Long> rows() {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String line : counts) {
      String[] fields = line.split("\t", -1);
      if (fields.length == 3) {
        rows.put(fields[1] + "\t" + fields[2], Long.valueOf(fields[0]));
      }
    }
    return rows;
  }

  long largeObjects() {
    return Long.parseLong(counts.get(counts.size() - 1).split("\t", -1)[0]);
  }

  /** The listing's lines for the entries, without those about the whole archive. */
  List<String> listedEntries() {
    return entryLines(listing);
  }

  static List<String> entryLines(List<String> listing) {
    return listing.stream()
        .filter(line -> line.matches("(?s)\\d+;.*|;\\tdepends on:.*"))
        .collect(Collectors.toList());
  }

  /** An entry as {@code PrintTOCSummary} in pg_backup_archiver.c prints it. */
  static Stream<String> asListed(TocEntry entry) {
    String line =
        String.format(
            "%d; %d %d %s %s %s %s",
            entry.dumpId(),
            entry.catalogOid(),
            entry.oid(),
            entry.kind(),
            entry.schema().isEmpty() ? "-" : onOneLine(entry.schema()),
            onOneLine(entry.name()),
            onOneLine(entry.owner()));
    IntStream ids = entry.dependencies().stream();
    return entry.dependencies().size() == 0
        ? Stream.of(line)
        : Stream.of(
            line,
            ";\tdepends on: " + ids.mapToObj(Integer::toString).collect(Collectors.joining(" ")));
  }

  private static String onOneLine(String text) {
    return text.replace('\n', ' ').replace('\r', ' ');
  }

  static List<String> lines(byte[] text) {
    return new String(text, StandardCharsets.UTF_8).lines().toList();
  }

  private static byte[] resource(String name) {
    try (InputStream in = GoldenArchive.class.getResourceAsStream("/archives/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
