package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.archive.TocEntry;
import bactrian.catalog.BackupName;
import bactrian.catalog.Index;
import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an archive's head and index tell of it. */
final class ShowingTest {
  @Test
  void aNameAloneIsARequestAndNothingIsNone() {
    Showing showing = new Showing();

    assertThat(showing.request("latest")).isEqualTo(RestoreRequest.planOf("latest"));
    assertThat(showing.request(new ShowRequest("a", List.of("s3"))).stores()).containsExactly("s3");
    assertThatThrownBy(() -> showing.request(null))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE));
  }

  @ParameterizedTest
  @MethodSource("bactrian.restore.ReadArchive#goldenNames")
  void everyTableOfAnArchiveIsShownWithWhatTheIndexSays(String golden) {
    ReadArchive archive = ReadArchive.golden(golden);

    ArchiveContent content = ArchiveContent.of(archive.head(), Optional.of(index(archive)));

    assertThat(content.entries()).isEqualTo(archive.head().entries().size());
    assertThat(content.tables())
        .containsExactlyInAnyOrderElementsOf(
            archive.entries().stream()
                .filter(entry -> entry.kind().equals(TocEntry.TABLE_DATA))
                .map(
                    entry ->
                        new ArchiveContent.Table(
                            entry.schema().orElseThrow(),
                            entry.name(),
                            OptionalLong.of(entry.rows()),
                            OptionalLong.of(entry.rawLength())))
                .toList())
        .isSortedAccordingTo(
            (one, other) -> Long.compare(other.bytes().getAsLong(), one.bytes().getAsLong()));
    assertThat(content.schemas().stream().mapToLong(ArchiveContent.Schema::tables).sum())
        .isEqualTo(content.tables().size());
    assertThat(content.schemas().stream().mapToLong(schema -> schema.rows().orElseThrow()).sum())
        .isEqualTo(archive.entries().stream().mapToLong(Index.Entry::rows).sum());
  }

  @Test
  void withoutAnIndexRowsAndBytesAreNotKnown() {
    ArchiveContent content =
        ArchiveContent.of(ReadArchive.golden("small-server15-client15").head(), Optional.empty());

    assertThat(content.tables())
        .isNotEmpty()
        .allMatch(table -> table.rows().isEmpty() && table.bytes().isEmpty());
    assertThat(content.schemas()).anyMatch(schema -> schema.rows().isEmpty());
  }

  private static Index index(ReadArchive archive) {
    long head = archive.head().length();
    Index.Entry last = archive.entries().get(archive.entries().size() - 1);
    long length = last.rawOffset() + last.rawLength() + 1;
    return new Index(
        BackupName.parse("default-2020-10-03-115557.psql").orElseThrow(),
        length,
        List.of(
            new Index.Frame(0, head, 0, 1, "0".repeat(64), Index.Place.HEAD),
            new Index.Frame(head, length - head, 1, 1, "0".repeat(64), Index.Place.BLOCK)),
        archive.entries());
  }
}
