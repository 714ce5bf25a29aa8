package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.archive.TocEntry;
import bactrian.failure.Failure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SelectedEntriesTest {
  private static final ReadArchive RICH = ReadArchive.golden("rich-server18-client18");

  private static List<TocEntry> selected(ReadArchive archive, Selection selection) {
    Set<Integer> dumpIds = SelectedEntries.of(archive.head().entries(), selection).dumpIds();
    return archive.head().entries().stream()
        .filter(entry -> dumpIds.contains(entry.dumpId()))
        .toList();
  }

  private static Selection table(String pattern) {
    return new Selection(List.of(pattern), List.of());
  }

  static Stream<TocEntry> everyTable() {
    return RICH.head().entries().stream().filter(entry -> entry.kind().equals(TocEntry.TABLE));
  }

  @ParameterizedTest
  @MethodSource("everyTable")
  void everyTableComesWithAllThatItIsMadeOf(TocEntry table) {
    List<TocEntry> selected =
        selected(RICH, table(quoted(table.schema()) + "." + quoted(table.name())));

    Set<Integer> there = new HashSet<>();
    Set<Integer> known = new HashSet<>();
    RICH.head().entries().forEach(entry -> known.add(entry.dumpId()));
    selected.forEach(entry -> there.add(entry.dumpId()));
    assertThat(there).contains(table.dumpId());
    for (TocEntry entry : selected) {
      assertThat(entry.dependencies().stream().filter(known::contains).boxed())
          .as(entry + " needs")
          .isSubsetOf(there);
    }
  }

  @Test
  void rowsComeOfTheTablesThatWereAskedForOnly() {
    assertThat(selected(RICH, table("public.parent")))
        .filteredOn(entry -> entry.kind().equals(TocEntry.TABLE_DATA))
        .extracting(TocEntry::name)
        .containsExactly("parent");
  }

  @Test
  void aPartitionedTableComesWithItsPartitions() {
    List<String> all =
        selected(RICH, table("*.*")).stream()
            .filter(entry -> entry.kind().equals(TocEntry.TABLE_DATA))
            .map(TocEntry::name)
            .toList();

    assertThat(all)
        .containsExactlyElementsOf(
            RICH.head().entries().stream()
                .filter(entry -> entry.kind().equals(TocEntry.TABLE_DATA))
                .map(TocEntry::name)
                .toList());
    assertThat(selected(RICH, table("by_mood")))
        .filteredOn(entry -> entry.kind().equals(TocEntry.TABLE_DATA))
        .extracting(TocEntry::name)
        .contains("by_mood_0", "by_mood_1");
    assertThat(selected(RICH, table("by_mood_0")))
        .as("the rows go through the root, which may put them into the other one")
        .extracting(TocEntry::name)
        .contains("by_mood", "by_mood_1");
  }

  @Test
  void aSchemaComesWithWhatIsNoTable() {
    List<TocEntry> selected = selected(RICH, new Selection(List.of(), List.of("Sch*")));

    assertThat(selected).extracting(TocEntry::kind).contains("SCHEMA", "TABLE", "TABLE DATA");
    assertThat(RICH.head().entries())
        .filteredOn(
            entry ->
                entry.schema().startsWith("Sch")
                    && !entry.kind().equals("MATERIALIZED VIEW DATA")
                    && !entry.kind().equals("FK CONSTRAINT"))
        .isSubsetOf(selected);
  }

  @Test
  void largeObjectsBelongToNoTable() {
    assertThat(selected(RICH, table("*")))
        .extracting(TocEntry::kind)
        .doesNotContain("BLOB METADATA", TocEntry.LARGE_OBJECTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no_such_table", "public.no_such", "Public.parent", "public.PARENT"})
  void whatTheBackupDoesNotHaveIsSaid(String pattern) {
    assertThatThrownBy(() -> selected(RICH, table(pattern)))
        .hasMessageContaining("no table " + pattern)
        .satisfies(
            e -> assertThat(Failure.firstIn(e).orElseThrow().exitCode().status()).isEqualTo(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a.b.c", "\"open", "a\"b\""})
  void whatIsNoTableIsRefused(String pattern) {
    assertThatThrownBy(() -> selected(RICH, table(pattern)))
        .satisfies(
            e -> assertThat(Failure.firstIn(e).orElseThrow().exitCode().status()).isEqualTo(2));
  }

  private static String quoted(String part) {
    return '"' + part.replace("\"", "\"\"") + '"';
  }
}
