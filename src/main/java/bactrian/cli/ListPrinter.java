package bactrian.cli;

import bactrian.catalog.BackupSummary;
import bactrian.catalog.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints the list of backups. */
final class ListPrinter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private final Session session;
  private final CommonOptions options;

  ListPrinter(Session session, CommonOptions options) {
    this.session = session;
    this.options = options;
  }

  void print(List<BackupSummary> lines) {
    if (options.json()) {
      Json.printList(session.out(), lines, ListPrinter::write);
      return;
    }
    Instant now = session.clock().instant();
    List<List<String>> rows = new ArrayList<>();
    lines.forEach(line -> rows.add(row(line, now)));
    Table.print(
        session.out(),
        options.quiet()
            ? List.of()
            : List.of("NAME", "TAKEN (UTC)", "AGE", "SIZE", "ROWS", "VERSION", "STORES", "PROOF"),
        rows);
    lines.stream()
        .filter(line -> line.problem().isPresent())
        .forEach(line -> session.err().println("ak: " + line.name() + ": " + line.problem().get()));
  }

  private static List<String> row(BackupSummary line, Instant now) {
    return List.of(
        line.name(),
        TIME.format(line.taken()),
        Words.age(Duration.between(line.taken(), now)),
        line.size() == 0 ? "-" : Words.size(line.size()),
        line.manifest().map(manifest -> Words.number(manifest.totals().rows())).orElse("-"),
        line.manifest().flatMap(Manifest::applicationVersion).orElse("-"),
        String.join(",", line.stores()),
        remark(line));
  }

  private static String remark(BackupSummary line) {
    List<String> words = new ArrayList<>();
    if (line.kind() != BackupSummary.Kind.BACKUP) {
      words.add(line.kind().name().toLowerCase(Locale.ROOT));
    }
    if (line.held()) {
      words.add("held");
    }
    if (!line.proofs().isEmpty()) {
      words.add(TIME.format(line.proofs().get(line.proofs().size() - 1)));
    }
    return words.isEmpty() ? "-" : String.join(", ", words);
  }

  private static void write(Json json, BackupSummary line) {
    json.field("name", line.name());
    json.field("kind", line.kind().name().toLowerCase(Locale.ROOT));
    json.field("taken", line.taken().toString());
    json.field("size", line.size());
    json.texts("stores", line.stores());
    json.field("held", line.held());
    json.texts("proofs", line.proofs());
    json.field("problem", line.problem().orElse(null));
    line.manifest().ifPresent(json::manifest);
  }
}
