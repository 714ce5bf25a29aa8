package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A backup that does not fit. */
@ExtendWith(PostgresLab.class)
class DiskFullTest {
  private static final String DATABASE = "contract_disk_full";
  @TempDir private Path folder;
  private StoreFolder store;
  private ChildAk ak;
  private SmallDisk disk;

  @BeforeEach
  void makeASmallDisk(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    store = new StoreFolder(folder.resolve("backups"));
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    disk = SmallDisk.at(store.path());
  }

  @AfterEach
  void takeItAway(LabServer server) throws Exception {
    disk.close();
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @Test
  void saysSoGivesTheRoomBackAndLeavesOlderBackupsAlone(LabServer server) throws Exception {
    String older = ak.run("backup").out().strip();
    SortedMap<String, String> before = store.fingerprints();
    server.execute(
        DATABASE,
        "CREATE TABLE t AS SELECT decode(md5(n::text) || md5((-n)::text), 'hex')"
            + " FROM generate_series(1, 200000) n");
    long taken = disk.taken();
    disk.fill();

    ChildAk.Ended failed = backUp();

    Failed.with(failed, 1)
        .saying(store.path().toString())
        .saying(disk.reason())
        .saying("postgresql.backup.directory");
    assertThat(store.incoming()).allMatch(file -> file.endsWith(".claim"));
    disk.free();
    assertThat(disk.taken()).isEqualTo(taken);
    assertThat(store.fingerprints()).isEqualTo(before);
    assertThat(ak.run("list", "--quiet").lines())
        .singleElement()
        .asString()
        .startsWith(older + " ");

    ChildAk.Ended next = ak.run("backup");

    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(store.files()).hasSize(8);
    assertThat(store.incoming()).isEmpty();
    assertThat(store.fingerprints()).containsAllEntriesOf(before);
    assertThat(store.faults(next.out().strip())).isEmpty();
  }

  private ChildAk.Ended backUp() throws Exception {
    try (ChildAk.Running running = ak.start("backup")) {
      disk.limit(running);
      return running.await();
    }
  }
}
