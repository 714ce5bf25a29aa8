package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups of what is larger than the program's memory, which has 128 MiB of heap here as in all
 * these tests. With {@code -Dbactrian.big=true} the database has 2 GB instead of 300 MB.
 */
@ExtendWith(PostgresLab.class)
class BoundedMemoryTest {
  private static final String DATABASE = "contract_memory";
  private static final long MEGABYTE = 1000 * 1000;

  /** Heap, and as much again outside of it, and the JVM itself. */
  private static final long MOST_MEMORY = 400 * MEGABYTE;

  @TempDir private Path folder;
  private ChildAk ak;
  private StoreFolder store;

  @BeforeEach
  void createDatabase(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    store = new StoreFolder(folder.resolve("backups"));
  }

  @AfterEach
  void dropDatabase(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @Test
  void aDatabaseLargerThanTheHeapNeedsNoMoreMemoryNorFiles(LabServer server) throws Exception {
    long size = (Boolean.getBoolean("bactrian.big") ? 2000 : 300) * MEGABYTE;
    server.execute(
        DATABASE,
        "CREATE UNLOGGED TABLE many AS SELECT n, repeat(md5(n::text), 31) AS text"
            + " FROM generate_series(1, "
            + size / 1000
            + ") n");

    JsonNode manifest = backUp();

    assertThat(manifest.get("sizes").get("raw").asLong()).isGreaterThan(size);
    assertThat(manifest.get("totals").get("rows").asLong()).isEqualTo(size / 1000);
  }

  @Test
  void aRowAlmostAsLargeAsTheHeapIsBackedUp(LabServer server) throws Exception {
    server.execute(
        DATABASE,
        "CREATE UNLOGGED TABLE one (b bytea)",
        "ALTER TABLE one ALTER b SET STORAGE EXTERNAL",
        "INSERT INTO one SELECT convert_to(repeat(md5('x'), 3125000), 'UTF8')");

    JsonNode manifest = backUp();

    // pg_dump writes a byte as two digits.
    assertThat(manifest.get("sizes").get("raw").asLong()).isGreaterThan(200 * MEGABYTE);
    assertThat(manifest.get("totals").get("rows").asLong()).isEqualTo(1);
  }

  @Test
  void aHundredThousandLargeObjectsAreBackedUp(LabServer server) throws Exception {
    server.execute(
        DATABASE,
        "SELECT count(lo_from_bytea(0, convert_to('object ' || n, 'UTF8')))"
            + " FROM generate_series(1, 100000) n");

    JsonNode manifest = backUp();

    assertThat(manifest.get("totals").get("large_objects").asLong()).isEqualTo(100_000);
  }

  /** Backs up and watches the process meanwhile. */
  private JsonNode backUp() throws Exception {
    List<Integer> handles = new ArrayList<>();
    List<Long> memory = new ArrayList<>();
    ChildAk.Ended backup;
    try (ChildAk.Running run = ak.start("backup")) {
      Awaitility.await()
          .atMost(ChildAk.PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                if (store.incoming().stream().anyMatch(file -> file.endsWith(".psql.zst"))) {
                  handles.add(ProcFiles.open(run.pid()).size());
                  memory.add(ProcFiles.peakMemory(run.pid()));
                }
                return !run.alive();
              });
      backup = run.await();
    }
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    assertThat(handles).hasSizeGreaterThan(4);
    int half = handles.size() / 2;
    assertThat(Collections.max(handles.subList(half, handles.size())))
        .as("open files in the second half of the dump, by the first: %s", handles)
        .isLessThanOrEqualTo(Collections.max(handles.subList(0, half)) + 3);
    assertThat(Collections.max(memory)).as("peak memory: %s", memory).isLessThan(MOST_MEMORY);
    String name = backup.out().strip();
    assertThat(store.faults(name)).isEmpty();
    assertThat(
            OutsideProgram.run(List.of("zstd", "-tq", store.archive(name).toString())).exitCodes())
        .containsExactly(0);
    return store.manifest(name);
  }
}
