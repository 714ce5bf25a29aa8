package bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Keeps what a reader tells, and holds it to the promised order. */
final class Recorder implements ArchiveListener {
  record Cut(long offset, Place place) {}

  private final BiPredicate<Long, Place> cutting;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Block> blocks = new ArrayList<>();
  private final List<Cut> asked = new ArrayList<>();
  private final List<Cut> cuts = new ArrayList<>();
  private ArchiveHead head;
  private ArchiveSummary summary;
  private int pieces;

  private Recorder(BiPredicate<Long, Place> cutting) {
    this.cutting = cutting;
  }

  static Recorder read(byte[] archive) throws IOException {
    return read(new ByteArrayInputStream(archive), (offset, place) -> false);
  }

  static Recorder read(InputStream in, BiPredicate<Long, Place> cutting) throws IOException {
    Recorder recorder = new Recorder(cutting);
    recorder.summary = ArchiveReader.read(in, recorder);
    return recorder;
  }

  @Override
  public void head(ArchiveHead whole) {
    assertThat(head).isNull();
    assertThat(passed()).isEqualTo(whole.length());
    head = whole;
  }

  @Override
  public void bytes(byte[] buffer, int offset, int length) {
    assertThat(length).isPositive();
    bytes.write(buffer, offset, length);
    pieces++;
  }

  @Override
  public boolean cutHere(long archiveOffset, Place place) {
    assertThat(archiveOffset).isGreaterThanOrEqualTo(passed());
    asked.add(new Cut(archiveOffset, place));
    return cutting.test(archiveOffset, place);
  }

  @Override
  public void cut(long archiveOffset, Place place) {
    assertThat(passed()).isEqualTo(archiveOffset);
    cuts.add(new Cut(archiveOffset, place));
  }

  @Override
  public void block(Block block) {
    assertThat(head).isNotNull();
    assertThat(passed()).isEqualTo(block.offset() + block.length());
    blocks.add(block);
  }

  private long passed() {
    return bytes.size();
  }

  ArchiveHead head() {
    return head;
  }

  ArchiveSummary summary() {
    return summary;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** How often bytes were passed on. */
  int pieces() {
    return pieces;
  }

  List<Block> blocks() {
    return blocks;
  }

  List<Cut> asked() {
    return asked;
  }

  List<Cut> cuts() {
    return cuts;
  }

  /** The rows of each table's block, by schema and name with a tab between. */
  Map<String, Long> rows() {
    Map<Integer, String> names = new LinkedHashMap<>();
    for (TocEntry entry : head.entries()) {
      names.put(entry.dumpId(), entry.schema() + "\t" + entry.name());
    }
    Map<String, Long> rows = new LinkedHashMap<>();
    for (Block block : blocks) {
      if (block.kind() == Block.Kind.TABLE_DATA) {
        rows.put(names.get(block.dumpId()), block.rows());
      }
    }
    return rows;
  }
}
