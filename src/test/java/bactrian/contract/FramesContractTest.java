package bactrian.contract;

import static bactrian.contract.OutsideProgram.pgRestore;
import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The frames of an archive that is long enough to have some, cut out and opened by hand. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramesContractTest {
  private static final String DATABASE = "contract_frames";
  private Path folder;
  private StoredIndex index;
  private byte[] stored;
  private byte[] raw;

  @BeforeAll
  void backUp(LabServer server, @TempDir Path temporary) throws Exception {
    folder = temporary;
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE many AS SELECT n, repeat(md5(n::text), 10) FROM generate_series(1, 80000) n",
        "CREATE TABLE long AS SELECT repeat('0123456789abcdef', 2500000) AS one_row",
        "CREATE TABLE few AS SELECT generate_series(1, 3)");
    StoreFolder store = new StoreFolder(folder.resolve("backups"));
    ChildAk.Ended backup = ChildAk.in(folder).withServer(server, DATABASE).run("backup");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    String name = backup.out().strip();
    index = StoredIndex.read(store, name);
    stored = Files.readAllBytes(store.archive(name));
    raw = unpacked(store.archive(name));
  }

  @AfterAll
  void drop(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @Test
  void followEachOtherFromTheFirstByteToTheLast() {
    long rawOffset = 0;
    long offset = 0;
    for (JsonNode frame : index.frames()) {
      assertThat(frame.get("raw_offset").asLong()).isEqualTo(rawOffset);
      assertThat(frame.get("offset").asLong()).isEqualTo(offset);
      rawOffset += frame.get("raw_length").asLong();
      offset += frame.get("length").asLong();
    }
    assertThat(index.frames()).hasSizeGreaterThan(3);
    assertThat(rawOffset).isEqualTo(raw.length);
    assertThat(offset).isEqualTo(stored.length);
    assertThat(index.header().get("archive_length").asLong()).isEqualTo(raw.length);
  }

  @Test
  void haveTheirHashesAndOpenByThemselves() throws Exception {
    for (JsonNode frame : index.frames()) {
      byte[] sealed = slice(stored, frame, "offset", "length");
      assertThat(StoreFolder.sha256(sealed)).isEqualTo(frame.get("sha256").asText());
      Path file = Files.write(folder.resolve("frame.zst"), sealed);
      assertThat(unpacked(file)).isEqualTo(slice(raw, frame, "raw_offset", "raw_length"));
    }
  }

  @Test
  void beginWithExactlyTheHead() throws Exception {
    byte[] head = slice(raw, index.frames().get(0), "raw_offset", "raw_length");

    assertThat(listed(head)).containsExactly(0);
    assertThat(listed(Arrays.copyOf(head, head.length - 1))).containsExactly(1);
    assertThat(index.entries().get(0).get("raw_offset").asInt()).isEqualTo(head.length);
  }

  @Test
  void areShortEvenInsideOneLongRow() {
    assertThat(index.frames())
        .allMatch(frame -> frame.get("raw_length").asLong() < 40 * 1024 * 1024);
    assertThat(index.frames().stream().map(frame -> frame.get("place").asText()))
        .contains("head", "block", "chunk", "inside");
  }

  @Test
  void coverTheBlocksThatTheEntriesName() {
    for (JsonNode entry : index.entries()) {
      byte[] block = slice(raw, entry, "raw_offset", "raw_length");
      // pg_dump's block: its kind, 1 for table data, then the dump id as sign and four bytes.
      assertThat(block[0]).isEqualTo((byte) 1);
      assertThat(block[1]).isEqualTo((byte) 0);
      assertThat((block[2] & 0xff) | (block[3] & 0xff) << 8)
          .isEqualTo(entry.get("dump_id").asInt());
    }
    assertThat(index.entries()).hasSize(3);
  }

  private List<Integer> listed(byte[] archive) throws Exception {
    Path file = Files.write(folder.resolve("head"), archive);
    return OutsideProgram.run(pgRestore(15, "--list", file.toString())).exitCodes();
  }

  private byte[] unpacked(Path compressed) throws Exception {
    Path plain = folder.resolve("plain");
    assertThat(
            OutsideProgram.run(
                    List.of("zstd", "-dqf", compressed.toString(), "-o", plain.toString()))
                .exitCodes())
        .containsExactly(0);
    return Files.readAllBytes(plain);
  }

  private static byte[] slice(byte[] bytes, JsonNode range, String from, String length) {
    int start = range.get(from).asInt();
    return Arrays.copyOfRange(bytes, start, start + range.get(length).asInt());
  }
}
