package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} while old backups are removed. */
@ExtendWith(PostgresLab.class)
class KilledRetentionTest {
  private static final String DATABASE = "contract_killed_retention";
  private static final int OLD = 150;
  @TempDir private Path folder;
  private ChildAk ak;
  private StoreFolder store;
  private String first;
  private final SortedMap<String, byte[]> original = new TreeMap<>();

  @BeforeEach
  void makeManyBackups(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    store = new StoreFolder(folder.resolve("backups"));
    ChildAk.Ended backup = ak.run("backup");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    first = backup.out().strip();
    for (String file : store.files()) {
      original.put(file.substring(first.length()), Files.readAllBytes(store.path().resolve(file)));
    }
    ak = ak.withSetting("backup.keep_last", "1");
  }

  @AfterEach
  void drop(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @Test
  void theNextRunRemovesTheRestOfWhatWasHalfRemoved() throws Exception {
    int tries = 0;
    do {
      assertThat(++tries).as("kills between two backups").isLessThan(20);
      copyTheFirst();
      try (ChildAk.Running run = ak.start("backup")) {
        Awaitility.await()
            .atMost(ChildAk.PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> store.published().size() < OLD || !run.alive());
        run.kill();
        run.await();
      }
    } while (store.withoutManifest().isEmpty());

    ChildAk.Ended next = ak.run("backup");

    assertThat(next.exitCode()).as(next.err()).isZero();
    assertThat(store.published()).containsExactly(next.out().strip());
    assertThat(store.files()).hasSize(4);
    assertThat(store.incoming()).isEmpty();
  }

  private void copyTheFirst() throws Exception {
    for (int number = 0; number < OLD; number++) {
      String name = "default-2020-01-01-%06d.psql".formatted(number / 60 * 100 + number % 60);
      for (String suffix : List.of(".zst", ".index.zst", ".globals.zst")) {
        Files.write(store.path().resolve(name + suffix), original.get(suffix));
      }
      Files.writeString(
          store.path().resolve(name + ".manifest.json"),
          new String(original.get(".manifest.json"), StandardCharsets.UTF_8).replace(first, name));
    }
  }
}
