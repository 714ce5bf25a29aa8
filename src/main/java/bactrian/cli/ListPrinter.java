package bactrian.cli;

import bactrian.catalog.BackupSummary;
import bactrian.catalog.Manifest;
import bactrian.catalog.ProofReading;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints the list of backups. */
final class ListPrinter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
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
    for (BackupSummary line : lines) {
      for (BackupSummary.CopyProof copy : line.newest()) {
        if (copy.reading() instanceof ProofReading.Unreadable unreadable) {
          session.err().println("ak: " + unreadable.reason());
        }
      }
    }
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
    proof(line).ifPresent(words::add);
    return words.isEmpty() ? "-" : String.join(", ", words);
  }

  /** The newest proof that failed in a store, else the newest of all. */
  private static Optional<String> proof(BackupSummary line) {
    Comparator<BackupSummary.CopyProof> failedThenNewest =
        Comparator.<BackupSummary.CopyProof, Boolean>comparing(copy -> copy.reading().failed())
            .thenComparing(copy -> copy.reading().proven());
    return line.newest().stream()
        .max(failedThenNewest)
        .map(copy -> result(copy) + where(line, copy) + " " + DAY.format(copy.reading().proven()));
  }

  private static String result(BackupSummary.CopyProof copy) {
    if (copy.reading().failed()) {
      return "FAILED";
    }
    return copy.reading() instanceof ProofReading.Read read
        ? read.proof().level().word() + (read.proof().counts().opened() ? "" : " unopened")
        : "unreadable";
  }

  private static String where(BackupSummary line, BackupSummary.CopyProof copy) {
    return copy.reading().failed() && line.stores().size() > 1 ? " in " + copy.store() : "";
  }

  private static void writeProof(Json json, BackupSummary.CopyProof copy) {
    json.field("store", copy.store());
    json.field("proven", copy.reading().proven().toString());
    if (copy.reading() instanceof ProofReading.Read read) {
      json.field("result", read.proof().result().name().toLowerCase(Locale.ROOT));
      json.field("level", read.proof().level().word());
      json.field("opened", read.proof().counts().opened());
      json.texts("reasons", read.proof().reasons());
    } else if (copy.reading() instanceof ProofReading.Unreadable unreadable) {
      json.field("result", "unreadable");
      json.texts("reasons", List.of(unreadable.reason()));
    }
  }

  private static void write(Json json, BackupSummary line) {
    json.field("name", line.name());
    json.field("kind", line.kind().name().toLowerCase(Locale.ROOT));
    json.field("taken", line.taken().toString());
    json.field("size", line.size());
    json.texts("stores", line.stores());
    json.field("held", line.held());
    json.texts("proofs", line.proofs());
    json.list("newest_proofs", line.newest(), copy -> writeProof(json, copy));
    json.field("problem", line.problem().orElse(null));
    line.manifest().ifPresent(json::manifest);
  }
}
