package bactrian.cli;

import bactrian.archive.ArchiveHeader;
import bactrian.catalog.Manifest;
import bactrian.restore.ArchiveContent;
import bactrian.restore.BackupContent;
import bactrian.restore.LegacyContent;
import bactrian.restore.RestoreSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Prints what a backup holds. */
final class ShowPrinter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final String NONE = "none";
  private final Session session;
  private final CommonOptions options;

  ShowPrinter(Session session, CommonOptions options) {
    this.session = session;
    this.options = options;
  }

  void print(BackupContent content) {
    if (options.json()) {
      Json.print(session.out(), json -> write(json, content));
      return;
    }
    List<List<String>> facts = new ArrayList<>();
    if (content.source() instanceof RestoreSource.Backup backup) {
      facts.addAll(facts(backup.files().manifest()));
    } else if (content.source() instanceof RestoreSource.Legacy legacy) {
      facts.addAll(facts(legacy));
    }
    content.archive().ifPresent(archive -> facts.addAll(facts(archive)));
    Table.print(session.out(), List.of(), facts);
    content.archive().ifPresent(this::printTables);
  }

  private static List<List<String>> facts(Manifest manifest) {
    return List.of(
        List.of("backup", manifest.name().toString()),
        List.of("database", SqlName.of(manifest.database()) + ", " + manifest.encoding()),
        List.of("taken", TIME.format(manifest.name().taken().atOffset(ZoneOffset.UTC)) + " UTC"),
        List.of(
            "size",
            Words.size(manifest.storedSize())
                + " stored, "
                + Words.size(manifest.rawSize())
                + " when unpacked"),
        List.of(
            "sealed for",
            manifest.recipients().isEmpty() ? NONE : String.join(", ", manifest.recipients())),
        List.of("application", manifest.applicationVersion().orElse("not known")),
        List.of("globals", manifest.globals().state().name().toLowerCase(Locale.ROOT)),
        List.of("large objects", Words.number(manifest.totals().largeObjects())));
  }

  private static List<List<String>> facts(RestoreSource.Legacy legacy) {
    boolean script = legacy.kind() == LegacyContent.Kind.PLAIN_SQL;
    return List.of(
        List.of("backup", legacy.name()),
        List.of(
            "kind",
            "a file of authentik's retired backup feature, "
                + (script
                    ? "a plain script: what is in it is told by reading it only"
                    : "an archive of pg_dump")),
        List.of("size", Words.size(legacy.size())));
  }

  private List<List<String>> facts(ArchiveContent content) {
    ArchiveHeader header = content.header();
    List<List<String>> facts = new ArrayList<>();
    facts.add(
        List.of(
            "PostgreSQL",
            "server %s, pg_dump %s, archive format %s"
                .formatted(header.serverVersion(), header.dumpVersion(), header.version())));
    facts.add(
        List.of(
            "entries",
            Words.number(content.entries())
                + ": "
                + content.kinds().entrySet().stream()
                    .map(kind -> Words.number(kind.getValue()) + " " + kind.getKey())
                    .collect(Collectors.joining(", "))));
    facts.add(
        List.of(
            "schemas",
            names(content.schemas().stream().map(ArchiveContent.Schema::name).toList())));
    facts.add(List.of("owners", names(content.owners())));
    facts.add(List.of("other roles", names(content.mentioned())));
    facts.add(List.of("extensions", names(content.extensions())));
    if (!content.subscriptions().isEmpty()) {
      facts.add(List.of("left out", "subscriptions " + names(content.subscriptions())));
    }
    return facts;
  }

  private void printTables(ArchiveContent content) {
    List<List<String>> rows = new ArrayList<>();
    for (ArchiveContent.Table table : content.tables()) {
      rows.add(
          List.of(
              SqlName.of(table.schema()) + "." + SqlName.of(table.name()),
              known(table.rows(), Words::number),
              known(table.bytes(), Words::size)));
    }
    if (!rows.isEmpty()) {
      session.out().println();
      Table.print(
          session.out(), options.quiet() ? List.of() : List.of("TABLE", "ROWS", "SIZE"), rows);
    }
  }

  private static String names(Collection<String> names) {
    return names.isEmpty()
        ? NONE
        : names.stream().map(SqlName::of).collect(Collectors.joining(", "));
  }

  private static String known(OptionalLong number, LongFunction<String> words) {
    return number.isPresent() ? words.apply(number.getAsLong()) : "-";
  }

  private static void write(Json json, BackupContent content) {
    json.field("name", content.source().name());
    if (content.source() instanceof RestoreSource.Backup backup) {
      json.field("kind", "backup");
      json.manifest(backup.files().manifest());
    } else if (content.source() instanceof RestoreSource.Legacy legacy) {
      json.field("kind", "legacy");
      json.field("form", legacy.kind().name().toLowerCase(Locale.ROOT));
      json.field("size", legacy.size());
    }
    content.archive().ifPresent(archive -> json.object("content", () -> write(json, archive)));
  }

  private static void write(Json json, ArchiveContent content) {
    ArchiveHeader header = content.header();
    json.field("database", header.database());
    json.field("server_version", header.serverVersion());
    json.field("client_version", header.dumpVersion());
    json.field("archive_format_version", header.version());
    json.field("entries", content.entries());
    json.object(
        "kinds",
        () -> {
          for (Map.Entry<String, Integer> kind : content.kinds().entrySet()) {
            json.field(kind.getKey(), kind.getValue());
          }
        });
    json.list(
        "schemas",
        content.schemas(),
        schema -> {
          json.field("name", schema.name());
          json.field("tables", schema.tables());
          json.number("rows", schema.rows());
          json.number("bytes", schema.bytes());
        });
    json.list(
        "tables",
        content.tables(),
        table -> {
          json.field("schema", table.schema());
          json.field("name", table.name());
          json.number("rows", table.rows());
          json.number("bytes", table.bytes());
        });
    json.texts("owners", content.owners());
    json.texts("other_roles", content.mentioned());
    json.texts("extensions", content.extensions());
    json.texts("left_out_subscriptions", content.subscriptions());
  }
}
