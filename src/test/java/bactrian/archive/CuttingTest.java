package bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where an archive may be cut, and what has been passed on then. */
final class CuttingTest {
  private static final int ROW = 1_500_000;

  @Test
  void aRowLongerThanTheBufferMayBeCutInside() throws Exception {
    byte[] archive = withRows("x".repeat(ROW) + "\n");

    Recorder read = Recorder.read(new ByteArrayInputStream(archive), (offset, place) -> true);

    List<Recorder.Cut> inside =
        read.cuts().stream().filter(cut -> cut.place() == Place.INSIDE).toList();
    assertThat(inside).hasSize(ROW / ArchiveInput.BUFFER);
    assertThat(read.bytes()).isEqualTo(archive);
    assertThat(read.summary().rows()).isEqualTo(1);
  }

  @Test
  void shortRowsAreNotCutInsideAndArePassedOnInLargePieces() throws Exception {
    String[] rows = new String[20_000];
    java.util.Arrays.fill(rows, "a row of some length\n");
    byte[] archive = withRows(rows);

    Recorder read = Recorder.read(archive);

    assertThat(read.asked()).extracting(Recorder.Cut::place).doesNotContain(Place.INSIDE);
    assertThat(read.asked().stream().filter(cut -> cut.place() == Place.CHUNK_END))
        .hasSize(rows.length + 1);
    assertThat(read.pieces()).isLessThanOrEqualTo(2 + archive.length / ArchiveInput.BUFFER);
    assertThat(read.summary().rows()).isEqualTo(rows.length);
  }

  @Test
  void aLargeObjectLongerThanTheBufferMayBeCutInside() throws Exception {
    byte[] archive =
        new ArchiveWriter(16)
            .head(1)
            .largeObjects(1, "1..2")
            .blockOfObjects(1)
            .object(1, "\n".repeat(ROW))
            .object(2147483648L, "x")
            .number(0)
            .bytes();

    InputStream in = new ByteArrayInputStream(archive);
    Recorder read = Recorder.read(in, (offset, place) -> place == Place.INSIDE);

    assertThat(read.cuts()).hasSize(ROW / ArchiveInput.BUFFER);
    assertThat(read.bytes()).isEqualTo(archive);
    assertThat(read.blocks())
        .containsExactly(
            new Block(
                1,
                Block.Kind.LARGE_OBJECTS,
                read.head().length(),
                archive.length - read.head().length(),
                0,
                2));
  }

  @Test
  void betweenLargeObjectsAndBehindTheLastOneItMayBeCut() throws Exception {
    byte[] archive =
        new ArchiveWriter(14)
            .head(1)
            .largeObjects(1, "1..3")
            .blockOfObjects(1)
            .object(1, "one")
            .object(2)
            .object(3, "three")
            .number(0)
            .bytes();

    Recorder read =
        Recorder.read(
            new ByteArrayInputStream(archive), (offset, place) -> place == Place.OBJECT_END);

    // Numbers take five bytes here; the block begins with one byte more.
    long first = read.head().length() + 1 + 5 + (5 + 5 + "one".length() + 5);
    assertThat(read.cuts())
        .extracting(Recorder.Cut::offset)
        .containsExactly(first, first + 10, first + 10 + (5 + 5 + "three".length() + 5));
    assertThat(read.bytes()).isEqualTo(archive);
  }

  private static byte[] withRows(String... rows) {
    ArchiveWriter archive = new ArchiveWriter(14);
    archive.head(1).tableData(1, "s", "t", 2).raw(1).number(1);
    for (String row : rows) {
      archive.text(row);
    }
    return archive.chunks("\\.\n\n\n").bytes();
  }
}
