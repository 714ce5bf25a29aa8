package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.archive.ArchiveHeader;
import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import bactrian.postgres.SwapNeeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an archive holds, as its table of contents and its index tell.
 *
 * @param header the archive's header
 * @param kinds how many entries there are of each kind, by pg_dump's names
 * @param schemas by name; also those that the archive does not create, such as {@code public}
 * @param tables the tables with data, the largest first
 * @param owners the roles that something belongs to
 * @param mentioned the other roles that something is granted to, or that a policy names
 * @param extensions the extensions that it creates
 * @param subscriptions the subscriptions that no restore makes
 */
public record ArchiveContent(
    ArchiveHeader header,
    SortedMap<String, Integer> kinds,
    List<Schema> schemas,
    List<Table> tables,
    SortedSet<String> owners,
    SortedSet<String> mentioned,
    SortedSet<String> extensions,
    List<String> subscriptions) {

  /**
   * A schema.
   *
   * @param tables how many tables with data are in it
   * @param rows of all of them, if the index tells
   * @param bytes of all of their blocks, if the index tells
   */
  public record Schema(String name, long tables, OptionalLong rows, OptionalLong bytes) {}

  /**
   * A table with data.
   *
   * @param rows its rows, if the index tells
   * @param bytes of its block, as pg_dump wrote it, if the index tells
   */
  public record Table(String schema, String name, OptionalLong rows, OptionalLong bytes) {}

  private static final Comparator<Table> LARGEST_FIRST =
      Comparator.comparingLong((Table table) -> table.bytes().orElse(0))
          .reversed()
          .thenComparing(Table::schema)
          .thenComparing(Table::name);

  /** No server is asked, so no role is the one that initdb made there. */
  private static final String NO_ROLE = "";

  /** How many entries the table of contents has. */
  public int entries() {
    return kinds.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * The content of an archive.
   *
   * @param index where its tables lie; nothing for a legacy archive, which has none
   */
  static ArchiveContent of(ArchiveHead head, Optional<Index> index) {
    RestoreSteps steps = RestoreSteps.of(head, NO_ROLE);
    SwapNeeds needs = ArchiveNeeds.withDatabase(head, steps);
    SortedSet<String> owners = new TreeSet<>(needs.roles());
    SortedSet<String> mentioned = new TreeSet<>(needs.mentioned());
    mentioned.removeAll(owners);
    SortedMap<String, Integer> kinds = new TreeMap<>();
    head.entries().forEach(entry -> kinds.merge(entry.kind(), 1, Integer::sum));
    List<Table> tables = tables(head, index);
    return new ArchiveContent(
        head.header(),
        kinds,
        schemas(head, tables),
        tables,
        owners,
        mentioned,
        new TreeSet<>(needs.extensions()),
        steps.subscriptions());
  }

  private static List<Table> tables(ArchiveHead head, Optional<Index> index) {
    Map<Integer, Index.Entry> places = new HashMap<>();
    index.ifPresent(lines -> lines.entries().forEach(entry -> places.put(entry.dumpId(), entry)));
    List<Table> tables = new ArrayList<>();
    for (TocEntry entry : head.entries()) {
      if (entry.kind().equals(TocEntry.TABLE_DATA)) {
        Index.Entry place = places.get(entry.dumpId());
        tables.add(
            new Table(
                entry.schema(),
                entry.name(),
                place == null ? OptionalLong.empty() : OptionalLong.of(place.rows()),
                place == null ? OptionalLong.empty() : OptionalLong.of(place.rawLength())));
      }
    }
    tables.sort(LARGEST_FIRST);
    return List.copyOf(tables);
  }

  private static List<Schema> schemas(ArchiveHead head, List<Table> tables) {
    SortedMap<String, List<Table>> schemas = new TreeMap<>();
    for (TocEntry entry : head.entries()) {
      String schema = entry.kind().equals("SCHEMA") ? entry.name() : entry.schema();
      if (!schema.isEmpty()) {
        schemas.putIfAbsent(schema, new ArrayList<>());
      }
    }
    tables.forEach(table -> schemas.get(table.schema()).add(table));
    return schemas.entrySet().stream()
        .map(schema -> schema(schema.getKey(), schema.getValue()))
        .toList();
  }

  private static Schema schema(String name, List<Table> tables) {
    return new Schema(
        name,
        tables.size(),
        sum(tables.stream().map(Table::rows).toList()),
        sum(tables.stream().map(Table::bytes).toList()));
  }

  /** Nothing when one of them is not known. */
  private static OptionalLong sum(List<OptionalLong> numbers) {
    return numbers.stream().allMatch(OptionalLong::isPresent)
        ? OptionalLong.of(numbers.stream().mapToLong(OptionalLong::getAsLong).sum())
        : OptionalLong.empty();
  }
}
