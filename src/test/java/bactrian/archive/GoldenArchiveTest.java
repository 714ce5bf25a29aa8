package bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the reader says of archives from disk, against what PostgreSQL's own programs said. */
final class GoldenArchiveTest {
  @ParameterizedTest
  @MethodSource("bactrian.archive.GoldenArchive#all")
  void everyEntryIsReadAsPgRestoreListsIt(GoldenArchive golden) throws Exception {
    List<TocEntry> entries = Recorder.read(golden.bytes()).head().entries();

    assertThat(entries.stream().flatMap(GoldenArchive::asListed))
        .containsExactlyElementsOf(golden.listedEntries());
  }

  @ParameterizedTest
  @MethodSource("bactrian.archive.GoldenArchive#all")
  void theHeaderIsReadAsPgRestoreListsIt(GoldenArchive golden) throws Exception {
    ArchiveHeader header = Recorder.read(golden.bytes()).head().header();

    assertThat(golden.listing())
        .contains(
            "; Archive created at " + header.created().toString().replace('T', ' ') + " UTC",
            ";     dbname: " + header.database(),
            ";     Dump Version: " + header.version() + "-" + header.revision(),
            ";     Integer: " + header.intSize() + " bytes",
            ";     Offset: " + header.offsetSize() + " bytes",
            ";     Dumped from database version: " + header.serverVersion(),
            ";     Dumped by pg_dump version: " + header.dumpVersion());
  }

  @ParameterizedTest
  @MethodSource("bactrian.archive.GoldenArchive#all")
  void everyTableHasTheRowsOfTheLiveDatabase(GoldenArchive golden) throws Exception {
    Recorder read = Recorder.read(golden.bytes());

    assertThat(read.rows()).containsExactlyInAnyOrderEntriesOf(golden.rows());
    assertThat(read.summary().tables()).isEqualTo(golden.rows().size());
    assertThat(read.summary().rows())
        .isEqualTo(golden.rows().values().stream().mapToLong(Long::longValue).sum());
    assertThat(read.summary().largeObjects()).isEqualTo(golden.largeObjects());
  }

  @ParameterizedTest
  @MethodSource("bactrian.archive.GoldenArchive#all")
  void everyByteIsPassedOnOnceAndInOrder(GoldenArchive golden) throws Exception {
    Recorder read =
        Recorder.read(new ByteArrayInputStream(golden.bytes()), (offset, place) -> offset % 2 == 0);

    assertThat(read.bytes()).isEqualTo(golden.bytes());
    assertThat(read.summary().length()).isEqualTo(golden.bytes().length);
    assertThat(read.cuts()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("bactrian.archive.GoldenArchive#all")
  void headAndBlocksAreTheWholeArchive(GoldenArchive golden) throws Exception {
    Recorder read = Recorder.read(golden.bytes());

    long end = read.head().length();
    for (Block block : read.blocks()) {
      assertThat(block.offset()).isEqualTo(end);
      end += block.length();
    }
    assertThat(end).isEqualTo(golden.bytes().length);
    assertThat(read.blocks())
        .extracting(Block::dumpId)
        .containsExactlyInAnyOrderElementsOf(
            read.head().entries().stream()
                .filter(TocEntry::hasData)
                .map(TocEntry::dumpId)
                .toList());
  }

  @ParameterizedTest
  @MethodSource("bactrian.archive.GoldenArchive#all")
  void blocksCutOutAndPutBackInAnotherOrderAreTheSameBlocks(GoldenArchive golden) throws Exception {
    Recorder read = Recorder.read(golden.bytes());
    byte[] head = Arrays.copyOf(golden.bytes(), (int) read.head().length());

    InputStream reversed = new ByteArrayInputStream(head);
    for (int i = read.blocks().size() - 1; i >= 0; i--) {
      reversed = new SequenceInputStream(reversed, cutOut(golden.bytes(), read.blocks().get(i)));
    }
    Recorder again = Recorder.read(reversed, (offset, place) -> false);

    assertThat(again.rows()).containsExactlyInAnyOrderEntriesOf(read.rows());
    assertThat(again.summary().largeObjects()).isEqualTo(read.summary().largeObjects());
  }

  private static InputStream cutOut(byte[] archive, Block block) {
    return new ByteArrayInputStream(archive, (int) block.offset(), (int) block.length());
  }

  @ParameterizedTest
  @MethodSource("bactrian.archive.GoldenArchive#all")
  void aStreamOfSingleBytesGivesTheSame(GoldenArchive golden) throws Exception {
    Recorder whole = Recorder.read(golden.bytes());
    Recorder bytewise = Recorder.read(new OneByteAtATime(golden.bytes()), (offset, place) -> false);

    assertThat(bytewise.bytes()).isEqualTo(golden.bytes());
    assertThat(bytewise.blocks()).isEqualTo(whole.blocks());
    assertThat(bytewise.head()).isEqualTo(whole.head());
    assertThat(bytewise.asked()).isEqualTo(whole.asked());
    assertThat(bytewise.pieces()).isEqualTo(whole.pieces());
  }

  @ParameterizedTest
  @MethodSource("bactrian.archive.GoldenArchive#all")
  void theHeadAloneIsReadTheSame(GoldenArchive golden) throws Exception {
    ArchiveHead whole = Recorder.read(golden.bytes()).head();

    assertThat(ArchiveReader.head(new ByteArrayInputStream(golden.bytes()))).isEqualTo(whole);
    byte[] headOnly = Arrays.copyOf(golden.bytes(), (int) whole.length());
    assertThat(ArchiveReader.head(new ByteArrayInputStream(headOnly))).isEqualTo(whole);
  }

  @ParameterizedTest
  @MethodSource("bactrian.archive.GoldenArchive#all")
  void theArchiveMayBeCutAfterTheHeadAndAfterEveryBlock(GoldenArchive golden) throws Exception {
    Recorder read =
        Recorder.read(
            new ByteArrayInputStream(golden.bytes()),
            (offset, place) -> place == Place.HEAD_END || place == Place.BLOCK_END);

    List<Recorder.Cut> expected =
        IntStream.range(0, read.blocks().size() + 1)
            .mapToObj(
                i ->
                    i == 0
                        ? new Recorder.Cut(read.head().length(), Place.HEAD_END)
                        : end(read.blocks().get(i - 1)))
            .toList();
    assertThat(read.cuts()).isEqualTo(expected);
  }

  private static Recorder.Cut end(Block block) {
    return new Recorder.Cut(block.offset() + block.length(), Place.BLOCK_END);
  }

  private static final class OneByteAtATime extends InputStream {
    private final ByteArrayInputStream in;

    OneByteAtATime(byte[] bytes) {
      in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, 1);
    }
  }
}
