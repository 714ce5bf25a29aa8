package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.archive.Block;
import bactrian.catalog.Index;
import bactrian.stream.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * However a block is cut, its rows come once and in order, and every slice is a block of its own.
 */
final class LaneBytesTest {
  private static final String HEAD = "the head";
  private static final String END = "\\.\n\n\n";
  private static final int ENTRY = 4711;

  @Property(tries = 2000)
  void everyRowIsInExactlyOneSlice(@ForAll("lines") List<String> lines, @ForAll long seed)
      throws IOException {
    String rows = String.join("", lines.stream().map(line -> line + "\n").toList());
    Random random = new Random(seed);
    Archive archive = Archive.of(rows, random);
    List<BlockSlice> slices = archive.slices(random);

    byte[] read = read(archive, slices);

    assertThat(new String(read, 0, HEAD.length(), StandardCharsets.UTF_8)).isEqualTo(HEAD);
    List<String> blocks = blocks(read);
    assertThat(blocks).hasSameSizeAs(slices).allSatisfy(block -> assertThat(block).endsWith(END));
    assertThat(
            String.join(
                "", blocks.stream().map(b -> b.substring(0, b.length() - END.length())).toList()))
        .isEqualTo(rows);
    assertThat(blocks).allSatisfy(block -> assertThat("\n" + block).endsWith("\n" + END));
  }

  @Property(tries = 500)
  void everyLargeObjectIsInExactlyOneSlice(
      @ForAll @Size(max = 30) List<@IntRange(max = 300) Integer> sizes, @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Index.Frame> frames = new ArrayList<>();
    List<BlockSlice> slices = new ArrayList<>();
    out.write(3);
    Archive.write(out, ENTRY);
    int objects = out.size();
    int begin = 0;
    for (int size : sizes) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      Archive.write(out, 1 + random.nextInt(1_000_000));
      if (size > 0) {
        Archive.write(out, size);
        out.writeBytes(content);
      }
      Archive.write(out, 0);
      if (random.nextInt(3) == 0) {
        Archive.addFrame(frames, out.size());
        slices.add(objects(begin, out.size(), begin > 0, true));
        begin = out.size();
      }
    }
    Archive.write(out, 0);
    Archive.addFrame(frames, out.size());
    slices.add(objects(begin, out.size(), begin > 0, false));
    byte[] whole = out.toByteArray();

    byte[] read = read(new Archive(whole, frames, 0, whole.length), slices);

    ByteArrayOutputStream together = new ByteArrayOutputStream();
    int at = HEAD.length();
    for (BlockSlice slice : slices) {
      assertThat(read[at]).as("type").isEqualTo((byte) 3);
      assertThat(integer(read, at + 1)).isEqualTo(ENTRY);
      int from = Math.toIntExact(Math.max(slice.from(), objects));
      int length = Math.toIntExact(slice.to()) - from - (slice.toInside() ? 0 : 5);
      together.write(read, at + 6, length);
      assertThat(integer(read, at + 6 + length)).as("no further object").isZero();
      at += 6 + length + 5;
    }
    assertThat(at).isEqualTo(read.length);
    assertThat(together.toByteArray())
        .isEqualTo(Arrays.copyOfRange(whole, objects, whole.length - 5));
  }

  private static BlockSlice objects(long from, long to, boolean fromInside, boolean toInside) {
    return new BlockSlice(ENTRY, Block.Kind.LARGE_OBJECTS, from, to, fromInside, toInside);
  }

  /** COPY text: line ends and backslashes inside of values stand there escaped. */
  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<String> piece =
        Arbitraries.of("a", ".", "\\\\", "\\n", "\\N", "\t", "é", "\\\\.", "123456789");
    return piece.list().ofMaxSize(20).map(pieces -> String.join("", pieces)).list().ofMaxSize(60);
  }

  private static byte[] read(Archive archive, List<BlockSlice> slices) throws IOException {
    try (InputStream in =
        new LaneBytes(
            new ByteArrayInputStream(HEAD.getBytes(StandardCharsets.UTF_8)),
            new FrameCursor(archive::open, archive.frames, new FrameBudget(1)),
            slices,
            4,
            Progress.NONE.open("", 0))) {
      return in.readAllBytes();
    }
  }

  /** The rows of each block behind the head; every one must be whole. */
  private static List<String> blocks(byte[] archive) {
    List<String> blocks = new ArrayList<>();
    int at = HEAD.length();
    while (at < archive.length) {
      assertThat(archive[at++]).as("type").isEqualTo((byte) 1);
      assertThat(integer(archive, at)).isEqualTo(ENTRY);
      at += 5;
      ByteArrayOutputStream rows = new ByteArrayOutputStream();
      for (int length = integer(archive, at); length != 0; length = integer(archive, at)) {
        rows.write(archive, at + 5, length);
        at += 5 + length;
      }
      at += 5;
      blocks.add(rows.toString(StandardCharsets.UTF_8));
    }
    return blocks;
  }

  private static int integer(byte[] bytes, int at) {
    assertThat(bytes[at]).as("sign").isZero();
    return (bytes[at + 1] & 0xff)
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff) << 16
        | bytes[at + 4] << 24;
  }

  /** A block of rows in chunks that end anywhere, between other bytes, in frames. */
  private static final class Archive {
    private final byte[] bytes;
    private final List<Index.Frame> frames;
    private final int from;
    private final int to;

    private Archive(byte[] bytes, List<Index.Frame> frames, int from, int to) {
      this.bytes = bytes;
      this.frames = frames;
      this.from = from;
      this.to = to;
    }

    static Archive of(String rows, Random random) {
      byte[] text = rows.getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      List<Index.Frame> frames = new ArrayList<>();
      out.writeBytes("something else before it".getBytes(StandardCharsets.UTF_8));
      int from = out.size();
      out.write(1);
      write(out, ENTRY);
      for (int at = 0; at < text.length; ) {
        if (random.nextInt(4) == 0) {
          addFrame(frames, out.size());
        }
        int length = Math.min(text.length - at, 1 + random.nextInt(60));
        write(out, length);
        out.write(text, at, length);
        at += length;
      }
      write(out, END.length());
      out.writeBytes(END.getBytes(StandardCharsets.UTF_8));
      write(out, 0);
      int to = out.size();
      out.writeBytes("and behind it".getBytes(StandardCharsets.UTF_8));
      addFrame(frames, out.size());
      return new Archive(out.toByteArray(), frames, from, to);
    }

    private static void write(ByteArrayOutputStream out, int number) {
      out.write(0);
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        out.write(number >>> shift);
      }
    }

    private static void addFrame(List<Index.Frame> frames, int end) {
      int begin =
          frames.isEmpty()
              ? 0
              : Math.toIntExact(
                  frames.get(frames.size() - 1).rawOffset()
                      + frames.get(frames.size() - 1).rawLength());
      if (end > begin) {
        Index.Place place = frames.isEmpty() ? Index.Place.HEAD : Index.Place.CHUNK;
        frames.add(new Index.Frame(begin, end - begin, begin, end - begin, "0".repeat(64), place));
      }
    }

    InputStream open(Index.Frame frame) {
      return new ByteArrayInputStream(
          bytes, Math.toIntExact(frame.rawOffset()), Math.toIntExact(frame.rawLength()));
    }

    /** Cut at some of the frames, as a plan does: never in the mark that ends the rows. */
    List<BlockSlice> slices(Random random) {
      List<BlockSlice> slices = new ArrayList<>();
      long begin = from;
      for (Index.Frame frame : frames) {
        if (frame.rawOffset() > from && frame.rawOffset() < to - 64 && random.nextBoolean()) {
          slices.add(slice(begin, frame.rawOffset()));
          begin = frame.rawOffset();
        }
      }
      slices.add(slice(begin, to));
      return slices;
    }

    private BlockSlice slice(long begin, long end) {
      return new BlockSlice(ENTRY, Block.Kind.TABLE_DATA, begin, end, begin > from, end < to);
    }
  }
}
