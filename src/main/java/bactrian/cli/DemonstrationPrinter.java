package bactrian.cli;

import bactrian.postgres.SampleDatabase;
import bactrian.postgres.TableContent;
import bactrian.postgres.ThrowAwayBucket;
import bactrian.postgres.ThrowAwayServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** Tells a newcomer what happens in the demo. Titles are bold on a terminal. */
final class DemonstrationPrinter {
  private final PrintStream out;
  private final Clock clock;
  private final Instant started;
  private Instant stepStarted;
  private int steps;

  DemonstrationPrinter(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
    this.started = clock.instant();
    this.stepStarted = started;
  }

  void welcome() {
    out.println("Bactrian backs up a database, loses it, and brings it back.");
    out.println("All of it happens on a PostgreSQL server made for this and thrown away after it;");
    out.println("your settings, databases and backups are neither read nor touched.");
  }

  void step(String title) {
    endStep();
    steps++;
    out.println();
    out.println(bold(steps + ". " + title));
  }

  private void endStep() {
    Instant now = clock.instant();
    if (steps > 0) {
      line("(" + Words.duration(Duration.between(stepStarted, now)) + ")");
    }
    stepStarted = now;
  }

  void server(ThrowAwayServer server, List<TableContent> content) {
    line(
        "PostgreSQL %s on %s:%d, in %s"
            .formatted(server.version(), server.host(), server.port(), server.folder()));
    line(
        "Database %s, made to look like authentik's: %s, %s"
            .formatted(
                SampleDatabase.NAME,
                Words.count(content.size(), "table"),
                Words.count(rows(content), "row")));
  }

  void bucket(ThrowAwayBucket bucket) {
    line(
        "Backups go into the bucket %s of an S3 server on %s"
            .formatted(ThrowAwayBucket.NAME, bucket.endpoint()));
  }

  void command(String... arguments) {
    line(bold("$ ./ak " + String.join(" ", arguments)));
  }

  void said(String text) {
    text.lines().forEach(this::line);
  }

  void disaster(List<TableContent> before, List<TableContent> lost) {
    line(SampleDatabase.disaster());
    line(
        "%s of %s are gone."
            .formatted(Words.count(rows(before) - rows(lost), "row"), Words.number(rows(before))));
  }

  void comparison(List<TableContent> before, List<TableContent> lost, List<TableContent> after) {
    Map<String, TableContent> lostByName = byName(lost);
    Map<String, TableContent> afterByName = byName(after);
    List<List<String>> table = new ArrayList<>();
    for (TableContent content : before) {
      TableContent restored = afterByName.get(content.name());
      table.add(
          List.of(
              content.name(),
              Words.number(content.rows()),
              counted(lostByName.get(content.name())),
              counted(restored),
              content.equals(restored) ? "the same" : "differs"));
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (PrintStream to = new PrintStream(lines, true, StandardCharsets.UTF_8)) {
      Table.print(to, List.of("TABLE", "BEFORE", "LOST", "AFTER", "CONTENT"), table);
    }
    said(lines.toString(StandardCharsets.UTF_8));
    line(
        "%s: %s of %s, and what is in them is %s."
            .formatted(
                after.equals(before) ? "Every row is back" : "Not every row is back",
                Words.number(rows(after)),
                Words.number(rows(before)),
                after.equals(before) ? "the same" : "not the same"));
  }

  void farewell(ThrowAwayServer server) {
    line("The server is stopped, " + server.folder() + " is removed.");
    endStep();
    out.println();
    out.println(
        "That was the main job, in "
            + Words.duration(Duration.between(started, clock.instant()))
            + ". With a database of yours:");
    out.println(
        bold("  AUTHENTIK_POSTGRESQL__HOST=... AUTHENTIK_POSTGRESQL__PASSWORD=... ./ak backup"));
    out.println("README.md goes on from here.");
  }

  private static String counted(TableContent content) {
    return content == null ? "gone" : Words.number(content.rows());
  }

  private static long rows(List<TableContent> content) {
    return content.stream().mapToLong(TableContent::rows).sum();
  }

  private static Map<String, TableContent> byName(List<TableContent> content) {
    return content.stream().collect(Collectors.toMap(TableContent::name, Function.identity()));
  }

  private void line(String text) {
    out.println("   " + text);
  }

  /** Plain unless standard output is a terminal. */
  private static String bold(String text) {
    return Ansi.AUTO.string("@|bold " + text + "|@");
  }
}
