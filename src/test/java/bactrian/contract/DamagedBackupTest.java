package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup that is not what was written never takes the database's place. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedBackupTest {
  private static final String DATABASE = "contract_damaged";

  private StoreFolder made;
  private String name;
  private ChildAk ak;
  private StoreFolder store;
  private ServerSnapshot before;
  private ServerSnapshot empty;

  @BeforeAll
  void backUp(LabServer server, @TempDir Path folder) throws Exception {
    empty = ServerSnapshot.of(server, DATABASE);
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE t AS SELECT n, md5(n::text) AS text FROM generate_series(1, 30000) n",
        "CREATE TABLE after_it AS SELECT 1 AS n");
    made = new StoreFolder(folder.resolve("backups"));
    ChildAk.Ended backup = ChildAk.in(folder).withServer(server, DATABASE).run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    name = backup.out().strip();
    server.execute(DATABASE, "DELETE FROM t WHERE n > 10");
    before = ServerSnapshot.of(server, DATABASE);
  }

  @AfterAll
  void drop() throws Exception {
    empty.dropNewDatabases();
  }

  @BeforeEach
  void copy(LabServer server, @TempDir Path folder) throws Exception {
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    store = new StoreFolder(Files.createDirectories(folder.resolve("backups")));
    for (String file : made.files()) {
      Files.copy(made.path().resolve(file), store.path().resolve(file));
    }
  }

  @AfterEach
  void nothingWasTouched() throws Exception {
    assertThat(before.changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.00005, 0.25, 0.6, 0.9999, 1})
  void oneFlippedByteOfTheArchiveIsFound(double place) throws Exception {
    flip(name + ".zst", place);

    assertThat(restoreFails())
        .contains("The backup " + name + " is damaged")
        .contains(place > 0.1 ? "with public.after_it, public.t," : "with the table of contents,")
        .contains("restore another one");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void oneFlippedByteOfTheIndexIsFound(double place) throws Exception {
    flip(name + ".index.zst", place);

    assertThat(restoreFails()).contains("The backup " + name + " is damaged", ".index.zst");
  }

  @Test
  void aManifestThatIsNotJsonAnyMoreIsFound() throws Exception {
    flip(name + ".manifest.json", 0);

    assertThat(restoreFails())
        .startsWith("ak: " + name + " cannot be restored: ")
        .contains("it is not JSON");
  }

  @Test
  void anotherHashOfTheIndexInTheManifestIsFound() throws Exception {
    Path manifest = store.path().resolve(name + ".manifest.json");
    String hash = StoreFolder.sha256(store.path().resolve(name + ".index.zst"));
    char other = hash.charAt(0) == '0' ? '1' : '0';
    Files.writeString(
        manifest, Files.readString(manifest).replace(hash, other + hash.substring(1)));

    assertThat(restoreFails()).contains("The backup " + name + " is damaged", ".index.zst");
  }

  @Test
  void anArchiveThatWasCutIsFound() throws Exception {
    try (RandomAccessFile archive = open(name + ".zst")) {
      archive.setLength(archive.length() / 2);
    }

    assertThat(restoreFails()).contains(name + " cannot be restored: " + name + ".zst has ");
  }

  @Test
  void anArchiveThatWasCutAndFilledUpIsFound() throws Exception {
    try (RandomAccessFile archive = open(name + ".zst")) {
      long length = archive.length();
      archive.setLength(length - 5000);
      archive.setLength(length);
    }

    assertThat(restoreFails()).contains("The backup " + name + " is damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {".zst", ".index.zst"})
  void aFileThatIsGoneIsFound(String ending) throws Exception {
    Files.delete(store.path().resolve(name + ending));

    assertThat(restoreFails())
        .contains(name + " cannot be restored: " + name + ending + " is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default-2020-10-03-115557.psql",
        "nonsense",
        "../default-2020-10-03-115557.psql",
        "../../etc/passwd",
        "default-2020-10-03-115557.psql/../x",
        ""
      })
  void aNameThatIsNoBackupsIsNotFound(String unknown) throws Exception {
    assertThat(OneSentence.of(ak.run("restore", "--quiet", "-i", unknown, "--yes"), 3))
        .isEqualTo("ak: There is no backup " + unknown + ": ak listbackups shows what there is");
  }

  @Test
  void theNewestOfNoneIsNotFound() throws Exception {
    for (String file : store.files()) {
      Files.delete(store.path().resolve(file));
    }

    assertThat(OneSentence.of(ak.run("restore", "--quiet", "latest", "--yes"), 3))
        .isEqualTo("ak: There is no backup yet: ak backup makes one");
  }

  /** Restores the backup by its name, which fails in one sentence. */
  private String restoreFails() throws Exception {
    return OneSentence.of(ak.run("restore", "--quiet", name, "--yes"), 1);
  }

  /** Changes a bit at a place between the file's first byte, 0, and its last, 1. */
  private void flip(String file, double place) throws Exception {
    try (RandomAccessFile bytes = open(file)) {
      long at = Math.round(place * (bytes.length() - 1));
      bytes.seek(at);
      int was = bytes.read();
      bytes.seek(at);
      bytes.write(was ^ 0x10);
    }
  }

  private RandomAccessFile open(String file) throws Exception {
    return new RandomAccessFile(store.path().resolve(file).toFile(), "rw");
  }
}
