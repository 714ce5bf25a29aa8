package bactrian.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.RunFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexTest {
  private static final BackupName NAME = Manifests.name("default", "2020-10-03T11:55:57Z");
  private static final String SHA256 = "0123456789abcdef".repeat(4);
  private static final Index.Frame HEAD = new Index.Frame(0, 100, 0, 60, SHA256, Index.Place.HEAD);
  private static final Index.Frame BLOCK =
      new Index.Frame(100, 50, 60, 30, SHA256, Index.Place.BLOCK);
  private static final Index.Frame CHUNK =
      new Index.Frame(150, 50, 90, 30, SHA256, Index.Place.CHUNK);
  private static final Index.Entry TABLE =
      new Index.Entry(
          7, "TABLE DATA", Optional.of("a \"b\"\n"), "täble\t\\.", 100, 90, 1_000_000, 0);
  private static final Index.Entry LARGE_OBJECTS =
      new Index.Entry(9, "BLOBS", Optional.empty(), "BLOBS", 190, 10, 0, 3);

  @Test
  void isOneLineForEachPart() throws IOException {
    assertThat(new String(write(200, List.of(HEAD, CHUNK), List.of(TABLE, LARGE_OBJECTS)), UTF_8))
        .isEqualTo(
            """
            {"format_version":1,"name":"default-2020-10-03-115557.psql","archive_length":200}
            {"frame":{"raw_offset":0,"raw_length":100,"offset":0,"length":60,"sha256":"%1$s","place":"head"}}
            {"frame":{"raw_offset":150,"raw_length":50,"offset":90,"length":30,"sha256":"%1$s","place":"chunk"}}
            {"entry":{"dump_id":7,"kind":"TABLE DATA","schema":"a \\"b\\"\\n","name":"täble\\t\\\\.","raw_offset":100,"raw_length":90,"rows":1000000,"large_objects":0}}
            {"entry":{"dump_id":9,"kind":"BLOBS","schema":null,"name":"BLOBS","raw_offset":190,"raw_length":10,"rows":0,"large_objects":3}}
            """
                .formatted(SHA256));
  }

  @Property(tries = 200)
  void isReadBackWhateverTheOrderItWasWrittenIn(
      @ForAll Random random, @ForAll @IntRange(min = 0, max = 40) int blocks) throws IOException {
    List<Index.Frame> frames = new ArrayList<>(List.of(HEAD));
    List<Index.Entry> entries = new ArrayList<>();
    long raw = HEAD.rawLength();
    long stored = HEAD.length();
    for (int block = 0; block < blocks; block++) {
      long rawLength = random.nextLong(1, 1L << 50);
      long length = random.nextLong(1, 1L << 50);
      frames.add(new Index.Frame(raw, rawLength, stored, length, SHA256, Index.Place.INSIDE));
      entries.add(
          new Index.Entry(
              block + 1, "TABLE DATA", Optional.of("public"), "t" + block, raw, rawLength, 5, 0));
      raw += rawLength;
      stored += length;
    }
    Index index = new Index(NAME, raw, frames, entries);
    Collections.shuffle(frames, random);
    Collections.shuffle(entries, random);
    assertThat(read(write(raw, frames, entries))).isEqualTo(index);
  }

  @Test
  void aDatabaseWithoutDataIsItsHeadAlone() throws IOException {
    assertThat(read(write(100, List.of(HEAD), List.of())).frames()).containsExactly(HEAD);
  }

  @Test
  void framesThatDoNotCoverTheArchiveAreRefused() {
    assertDamaged(200, List.of(HEAD, CHUNK), List.of(), "frame at 150 does not begin");
    assertDamaged(150, List.of(BLOCK), List.of(), "frame at 100 does not begin");
    assertDamaged(150, List.of(HEAD, HEAD), List.of(), "frame at 0 does not begin");
    assertDamaged(
        201, List.of(HEAD, BLOCK, CHUNK), List.of(), "end at 200, and the archive at 201");
    assertDamaged(
        199, List.of(HEAD, BLOCK, CHUNK), List.of(), "end at 200, and the archive at 199");
    assertDamaged(0, List.of(), List.of(), "the frames end at 0");
    Index.Frame apart = new Index.Frame(100, 50, 61, 30, SHA256, Index.Place.BLOCK);
    assertDamaged(150, List.of(HEAD, apart), List.of(), "begins at 61 in the zstd stream");
  }

  @Test
  void theFirstFrameAndNoOtherIsTheHead() {
    Index.Frame second = new Index.Frame(100, 50, 60, 30, SHA256, Index.Place.HEAD);
    Index.Frame first = new Index.Frame(0, 100, 0, 60, SHA256, Index.Place.BLOCK);
    assertDamaged(150, List.of(HEAD, second), List.of(), "no other, is the head");
    assertDamaged(150, List.of(first, BLOCK), List.of(), "no other, is the head");
  }

  @Test
  void entriesOutsideTheDataAreRefused() {
    List<Index.Frame> frames = List.of(HEAD, BLOCK);
    assertDamaged(150, frames, List.of(at(1, 99, 10)), "inside the head or another entry");
    assertDamaged(
        150, frames, List.of(at(1, 100, 10), at(2, 109, 5)), "inside the head or another entry");
    assertDamaged(150, frames, List.of(at(1, 100, 51)), "entry 1 ends behind the archive");
    assertDamaged(150, frames, List.of(at(1, 100, Long.MAX_VALUE)), "ends behind the archive");
    assertDamaged(150, frames, List.of(at(1, 100, 5), at(1, 110, 5)), "entry 1 stands twice");
  }

  @Test
  void everyTruncationThatLosesAFrameIsRefused() throws IOException {
    byte[] whole = write(200, List.of(HEAD, BLOCK, CHUNK), List.of());
    for (int length = 0; length < whole.length - 1; length++) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part)).isInstanceOf(RunFailure.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'\"format_version\":1', '\"format_version\":2', written by a newer version of Bactrian",
    "'\"format_version\":1', '\"format_version\":0', its format_version is 0",
    "default-, other-, it is the index of other-2020-10-03-115557.psql",
    "archive_length, archivelength, archive_length is missing",
    "'\"place\":\"block\"', '\"place\":\"tail\"', frame.place has the unknown value tail",
    "raw_length, length_raw, frame.raw_length is missing",
    "'\"dump_id\":7', '\"dump_id\":7000000000', entry.dump_id is too large",
    "'\"rows\":1000000', '\"rows\":-1', counts are not negative",
    "0123456789abcdef, x, a SHA-256 has 64",
    "'{\"entry\"', '[{\"entry\"', it is not a JSON object"
  })
  void whatIsWrongIsNamedTogetherWithTheBackup(String part, String instead, String reason)
      throws IOException {
    String text = new String(write(150, List.of(HEAD, BLOCK), List.of(at(7, 100, 50))), UTF_8);
    assertThat(text.replace("\"rows\":5", "\"rows\":1000000")).contains(part);
    byte[] wrong =
        text.replace("\"rows\":5", "\"rows\":1000000").replace(part, instead).getBytes(UTF_8);
    assertThatThrownBy(() -> read(wrong))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("index of " + NAME)
        .hasMessageContaining(reason);
  }

  @Test
  void laterAdditionsAreIgnored() throws IOException {
    String text = new String(write(150, List.of(HEAD, BLOCK), List.of()), UTF_8);
    String later = text.replace("\"place\"", "\"more\":[1],\"place\"") + "{\"checks\":{\"a\":1}}\n";
    assertThat(read(later.getBytes(UTF_8)).frames()).containsExactly(HEAD, BLOCK);
  }

  private static Index.Entry at(int dumpId, long rawOffset, long rawLength) {
    return new Index.Entry(
        dumpId, "TABLE DATA", Optional.of("public"), "t", rawOffset, rawLength, 5, 0);
  }

  private static void assertDamaged(
      long archiveLength, List<Index.Frame> frames, List<Index.Entry> entries, String reason) {
    assertThatThrownBy(() -> read(write(archiveLength, frames, entries)))
        .isInstanceOf(RunFailure.class)
        .hasMessageStartingWith("The index of " + NAME + " is damaged (")
        .hasMessageContaining(reason);
  }

  private static byte[] write(
      long archiveLength, List<Index.Frame> frames, List<Index.Entry> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    IndexWriter writer = new IndexWriter(bytes, NAME, archiveLength);
    for (Index.Frame frame : frames) {
      writer.frame(frame);
    }
    for (Index.Entry entry : entries) {
      writer.entry(entry);
    }
    writer.finish();
    return bytes.toByteArray();
  }

  private static Index read(byte[] bytes) throws IOException {
    return IndexReader.read(NAME, new ByteArrayInputStream(bytes));
  }
}
