package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.archive.ArchiveListener;
import bactrian.archive.ArchiveReader;
import bactrian.archive.Block;
import bactrian.archive.Place;
import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An archive, with what the reader found in it. */
final class ReadArchive {
  private final byte[] bytes;
  private final ArchiveHead head;
  private final List<Index.Entry> entries;

  private ReadArchive(byte[] bytes, ArchiveHead head, List<Index.Entry> entries) {
    this.bytes = bytes;
    this.head = head;
    this.entries = entries;
  }

  ArchiveHead head() {
    return head;
  }

  List<Index.Entry> entries() {
    return entries;
  }

  InputStream open() {
    return new ByteArrayInputStream(bytes);
  }

  private static final class Listener implements ArchiveListener {
    private final List<Index.Entry> entries = new ArrayList<>();
    private ArchiveHead head;
    private Map<Integer, TocEntry> byId;

    @Override
    public void head(ArchiveHead whole) {
      head = whole;
      byId =
          whole.entries().stream().collect(Collectors.toMap(TocEntry::dumpId, Function.identity()));
    }

    @Override
    public void bytes(byte[] buffer, int offset, int length) {}

    @Override
    public boolean cutHere(long archiveOffset, Place place) {
      return false;
    }

    @Override
    public void cut(long archiveOffset, Place place) {}

    @Override
    public void block(Block block) {
      TocEntry entry = byId.get(block.dumpId());
      entries.add(
          new Index.Entry(
              block.dumpId(),
              entry.kind(),
              Optional.of(entry.schema()).filter(schema -> !schema.isEmpty()),
              entry.name(),
              block.offset(),
              block.length(),
              block.rows(),
              block.largeObjects()));
    }
  }

  static ReadArchive of(byte[] bytes) throws IOException {
    Listener listener = new Listener();
    ArchiveReader.read(new ByteArrayInputStream(bytes), listener);
    return new ReadArchive(bytes, listener.head, listener.entries);
  }

  /** One of the golden archives, by its file's name without the ending. */
  static ReadArchive golden(String name) {
    try (InputStream in = ReadArchive.class.getResourceAsStream("/archives/" + name + ".dump")) {
      return of(in.readAllBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Stream<String> goldenNames() {
    return Stream.of(
        "rich-server13-client15",
        "rich-server15-client15",
        "rich-server16-client17",
        "rich-server17-client17",
        "rich-server18-client18",
        "small-server15-client15",
        "small-server18-client18",
        "written-1.13",
        "written-1.15");
  }

  byte[] headBytes() {
    return Arrays.copyOf(bytes, (int) head.length());
  }
}
