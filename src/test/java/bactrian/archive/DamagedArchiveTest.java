package bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.StreamFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reader must refuse, each with a sentence that says what and where. */
final class DamagedArchiveTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "small-server15-client15",
        "small-server18-client18",
        "written-1.13",
        "written-1.15"
      })
  void anArchiveCutShortAtAnyByteIsRefused(String name) {
    byte[] archive = GoldenArchive.named(name).bytes();

    for (int length = 0; length < archive.length; length++) {
      byte[] cut = Arrays.copyOf(archive, length);
      assertThatThrownBy(() -> Recorder.read(cut))
          .as("the first %d bytes", length)
          .isInstanceOf(StreamFailure.class)
          .hasMessageMatching("The archive is cut short: it ends at byte " + length + " in .+");
    }
  }

  @Test
  void aHeadCutShortAtAnyByteIsRefused() throws Exception {
    byte[] archive = GoldenArchive.named("small-server18-client18").bytes();
    long head = Recorder.read(archive).head().length();

    for (int length = 0; length < head; length++) {
      byte[] cut = Arrays.copyOf(archive, length);
      assertThatThrownBy(() -> ArchiveReader.head(new ByteArrayInputStream(cut)))
          .isInstanceOf(StreamFailure.class);
    }
  }

  @Test
  void anyByteThatStandsBehindTheLastBlockIsRefused() {
    byte[] archive = GoldenArchive.named("small-server15-client15").bytes();

    for (int value = 0; value < 256; value++) {
      byte[] longer = Arrays.copyOf(archive, archive.length + 1);
      longer[archive.length] = (byte) value;
      assertThatThrownBy(() -> Recorder.read(longer))
          .isInstanceOf(StreamFailure.class)
          .hasMessageContaining("byte " + archive.length + ": more bytes stand behind");
    }
  }

  /** A flipped bit may hide in a name or a value; what counts is that nothing else happens. */
  @Test
  void aFlippedBitAnywhereIsEitherReadOrRefusedWithASentence() {
    byte[] archive = GoldenArchive.named("small-server15-client15").bytes();

    for (int bit = 0; bit < archive.length * 8; bit++) {
      byte[] flipped = archive.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(Recorder.read(flipped).bytes()).isEqualTo(flipped);
      } catch (IOException e) {
        assertThat(e).isInstanceOf(StreamFailure.class);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damaged")
  void whatIsNotKnownIsRefused(String sentence, ArchiveWriter archive) {
    assertThatThrownBy(reading(archive))
        .isInstanceOf(StreamFailure.class)
        .hasMessageContaining(sentence);
  }

  static Stream<Arguments> damaged() {
    return Stream.concat(damagedHeads(), damagedBlocks());
  }

  private static Stream<Arguments> damagedHeads() {
    return Stream.of(
        Arguments.of("byte 1: it does not begin with PGDMP", archive().raw('P', 'K', 3, 4)),
        Arguments.of("of version 1.12-0", archive().magic(1, 12, 0)),
        Arguments.of("of version 1.17-0", archive().magic(1, 17, 0)),
        Arguments.of("of version 1.14-1", archive().magic(1, 14, 1)),
        Arguments.of("of version 2.14-0", archive().magic(2, 14, 0)),
        Arguments.of("byte 8: integers of 8 bytes", archive().magic(1, 14, 0, 8)),
        Arguments.of("byte 9: offsets of 16 bytes", archive().magic(1, 14, 0, 4, 16)),
        Arguments.of("byte 10: the format is 3", archive().magic(1, 14, 0, 4, 8, 3)),
        Arguments.of(
            "byte 11: compression algorithm 4",
            new ArchiveWriter(16).magic(1, 16, 0, 4, 8, 1).raw(4)),
        Arguments.of(
            "byte 16: the creation time is no time",
            archive().magic(1, 14, 0, 4, 8, 1).uncompressed().created(61)),
        Arguments.of("the table of contents has -1 entries", archive().head(-1)),
        Arguments.of("no valid sign", archive().magic(1, 14, 0, 4, 8, 1).raw(2, 0, 0, 0, 0)),
        Arguments.of("no valid sign", archive().magic(1, 14, 0, 4, 8, 1).raw(1, 0, 0, 0, 0)),
        Arguments.of("no valid sign", archive().magic(1, 14, 0, 4, 8, 1).raw(0, 0, 0, 0, 0x80)),
        Arguments.of("the dump id 0", archive().head(1).number(0)),
        Arguments.of("whether an entry has data is 2", archive().head(1).number(1).number(2)),
        Arguments.of(
            "a text is not a number", archive().head(1).number(1).number(0).text("42949672960")),
        Arguments.of("a text is not a number", archive().head(1).number(1).number(0).text("-1")),
        Arguments.of("a number is empty", archive().head(1).number(1).number(0).text("")),
        Arguments.of("an oid is absent", archive().head(1).number(1).number(0).text(null)),
        Arguments.of("in section 5", entry(5, "TABLE")),
        Arguments.of("in section 0", entry(0, "TABLE")),
        Arguments.of("a text has the length -2", toText().number(-2)),
        Arguments.of("a text of 1000000000 bytes", toText().number(1_000_000_000)),
        Arguments.of("not in the archive's encoding", toText().number(1).raw(0xff)),
        Arguments.of("the encoding MULE_INTERNAL", archive().head(1).encoding(1, "MULE_INTERNAL")),
        Arguments.of(
            "the dump id 7 twice", archive().head(2).encoding(7, "UTF8").encoding(7, "UTF8")),
        Arguments.of(
            "data of an unknown kind",
            archive()
                .head(1)
                .entry(1, 1, "n", 3, "MATERIALIZED VIEW DATA", null, null, null, null)),
        Arguments.of(
            "not written by COPY",
            archive().head(1).entry(1, 1, "n", 3, "TABLE DATA", null, null, null, null)),
        Arguments.of(
            "cut short: it ends at byte", archive().head(Integer.MAX_VALUE).encoding(1, "UTF8")));
  }

  private static Stream<Arguments> damagedBlocks() {
    return Stream.of(
        Arguments.of("a block is of the unknown type 2", withTable().raw(2).number(2)),
        Arguments.of("no block with the dump id 1 is due", withTable().blockOfRows(1)),
        Arguments.of("no block with the dump id 9 is due", withTable().blockOfRows(9)),
        Arguments.of(
            "no block with the dump id 2 is due",
            archive()
                .head(2)
                .tableData(2, "s", "t", 1)
                .tableData(3, "s", "u", 1)
                .blockOfRows(2, "\\.\n\n\n")
                .blockOfRows(2, "\\.\n\n\n")),
        Arguments.of(
            "more bytes stand behind the last block",
            withTable().blockOfRows(2, "\\.\n\n\n").blockOfRows(2, "\\.\n\n\n")),
        Arguments.of("a block of type 3 belongs to", withTable().blockOfObjects(2).number(0)),
        Arguments.of(
            "a block of type 1 belongs to",
            archive().head(1).largeObjects(3, "BLOBS").blockOfRows(3, "\\.\n\n\n")),
        Arguments.of("a chunk has the length -4", withTable().raw(1).number(2).number(-4)),
        Arguments.of("the rows do not end with", withTable().blockOfRows(2, "1\n")),
        Arguments.of("the rows do not end with", withTable().blockOfRows(2)),
        Arguments.of(
            "after the rows stands something else", withTable().blockOfRows(2, "\\.\n1\n\n")),
        Arguments.of("1 blocks are missing, among them entry 2 TABLE DATA s.t", withTable()));
  }

  private static ArchiveWriter archive() {
    return new ArchiveWriter(14);
  }

  private static ArchiveWriter toText() {
    return archive().head(1).number(1).number(0).text("0").text("0");
  }

  private static ArchiveWriter entry(int section, String kind) {
    return archive().head(1).entry(1, 0, "n", section, kind, null, null, null, null);
  }

  private static ArchiveWriter withTable() {
    return archive().head(2).table(1, "s", "t", "").tableData(2, "s", "t", 1);
  }

  private static ThrowingCallable reading(ArchiveWriter archive) {
    return () -> Recorder.read(archive.bytes());
  }

  @Test
  void compressedDataIsRefusedButItsHeadIsRead() {
    ArchiveWriter gzip = archive().magic(1, 14, 0, 4, 8, 1).number(-1).created(0).names().number(0);
    ArchiveWriter zstd =
        new ArchiveWriter(16).magic(1, 16, 0, 4, 8, 1).raw(3).created(0).names().number(0);

    assertThatThrownBy(reading(gzip))
        .isInstanceOf(StreamFailure.class)
        .hasMessage("The archive cannot be read: its data is compressed by GZIP; dump it with -Z0");
    assertThatThrownBy(reading(zstd)).hasMessageContaining("ZSTD");
    assertThatCode(() -> ArchiveReader.head(new ByteArrayInputStream(gzip.bytes())))
        .doesNotThrowAnyException();
    assertThatCode(() -> ArchiveReader.head(new ByteArrayInputStream(zstd.bytes())))
        .doesNotThrowAnyException();
  }

  @Test
  void offsetsThatDoNotFitTheEntryAreRefused() {
    byte[] archive = entry(2, "TABLE").bytes();
    archive[archive.length - 9] = 1;

    assertThatThrownBy(() -> Recorder.read(archive))
        .hasMessageContaining("an entry without data has the offset state 1");
  }
}
