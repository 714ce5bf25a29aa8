package bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TocEntryTest {
  @ParameterizedTest
  @MethodSource("bactrian.archive.GoldenArchive#all")
  void sectionsAreThoseThatPgDumpPutsTheKindsIn(GoldenArchive golden) throws Exception {
    for (TocEntry entry : Recorder.read(golden.bytes()).head().entries()) {
      Section expected =
          switch (entry.kind()) {
            case "ACL", "COMMENT" -> Section.NONE;
            case "TABLE DATA", "BLOBS", "BLOB METADATA", "SEQUENCE SET" -> Section.DATA;
            case "CONSTRAINT",
                "INDEX",
                "INDEX ATTACH",
                "TRIGGER",
                "RULE",
                "POLICY",
                "ROW SECURITY",
                "CHECK CONSTRAINT",
                "STATISTICS",
                "EVENT TRIGGER",
                "PUBLICATION",
                "DEFAULT ACL",
                "MATERIALIZED VIEW DATA" ->
                Section.POST_DATA;
            default -> entry.section();
          };
      if (!entry.kind().equals("STATISTICS")) {
        assertThat(entry.section()).as(entry.toString()).isEqualTo(expected);
      }
    }
  }

  @Test
  void whatARestorePlanReadsIsKept() throws Exception {
    for (String name : List.of("rich-server15-client15", "rich-server17-client17")) {
      List<TocEntry> entries = Recorder.read(GoldenArchive.named(name).bytes()).head().entries();

      assertThat(definition(entries, "DATABASE")).startsWith("CREATE DATABASE ");
      assertThat(definition(entries, "DATABASE PROPERTIES")).contains("work_mem");
      assertThat(definition(entries, "EXTENSION")).startsWith("CREATE EXTENSION ");
      assertThat(definition(entries, "PUBLICATION")).startsWith("CREATE PUBLICATION ");
      assertThat(definition(entries, "FUNCTION")).isEmpty();
      assertThat(entries)
          .filteredOn(entry -> entry.kind().startsWith("BLOB"))
          .isNotEmpty()
          .allMatch(entry -> entry.definition().isEmpty());
      assertThat(entries)
          .filteredOn(entry -> entry.name().startsWith("DATABASE "))
          .extracting(TocEntry::kind)
          .containsExactlyInAnyOrder("ACL", "COMMENT");
      assertThat(entries)
          .filteredOn(entry -> entry.kind().equals(TocEntry.TABLE_DATA))
          .allMatch(entry -> entry.copyStatement().startsWith("COPY "));
    }
  }

  private static String definition(List<TocEntry> entries, String kind) {
    return entries.stream()
        .filter(entry -> entry.kind().equals(kind))
        .findFirst()
        .orElseThrow()
        .definition();
  }

  @Test
  void partitionsOfAHashOnAnEnumLoadThroughTheirRoot() throws Exception {
    List<TocEntry> entries =
        Recorder.read(GoldenArchive.named("rich-server18-client18").bytes()).head().entries();

    assertThat(entries)
        .filteredOn(TocEntry::loadsThroughPartitionRoot)
        .extracting(TocEntry::name)
        .containsExactlyInAnyOrder("by_mood_0", "by_mood_1");
  }

  @Test
  void relationKindsAreKnownFromSeventeenOn() throws Exception {
    List<TocEntry> entries =
        Recorder.read(GoldenArchive.named("rich-server17-client17").bytes()).head().entries();

    assertThat(entries)
        .filteredOn(entry -> entry.relationKind() == 'p')
        .extracting(TocEntry::name)
        .containsExactlyInAnyOrder("parted", "by_mood");
  }

  @Test
  void theTextOfAnEntryHidesItsDefinition() throws Exception {
    byte[] archive =
        new ArchiveWriter(16)
            .head(1)
            .entry(1, 0, "sub", 4, "SUBSCRIPTION", "CONNECTION 'password=x'", null, null, null)
            .bytes();
    TocEntry entry = Recorder.read(archive).head().entries().get(0);

    assertThat(entry.definition()).contains("password=x");
    assertThat(entry.toString()).isEqualTo("1 SUBSCRIPTION sub");
  }

  @Test
  void namesAreReadInTheEncodingOfTheArchive() throws Exception {
    byte[] archive =
        new ArchiveWriter(14)
            .head(2)
            .encoding(1, "WIN1251")
            .number(2)
            .number(0)
            .text("0")
            .text("0")
            .number(1)
            .raw(0xc6)
            .text("TABLE")
            .number(2)
            .text(null)
            .text(null)
            .text(null)
            .text(null)
            .text(null)
            .text(null)
            .text("o")
            .text("false")
            .text(null)
            .raw(3, 0, 0, 0, 0, 0, 0, 0, 0)
            .bytes();

    assertThat(Recorder.read(archive).head().entries().get(1).name()).isEqualTo("Ж");
  }
}
