package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.CephServer;
import bactrian.lab.ChildAk;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.RichDatabase;
import bactrian.lab.S3Bucket;
import bactrian.lab.S3Lab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The main job in a bucket, with the settings and the permissions of the old feature's page. */
@ExtendWith({PostgresLab.class, S3Lab.class})
class S3ContractTest {
  private static final String NAME = "contract_s3";

  @TempDir private Path folder;
  private ServerSnapshot before;
  private RichDatabase rich;
  private S3Bucket bucket;
  private ChildAk ak;

  @BeforeEach
  void makeDatabaseAndBucket(LabServer server, CephServer s3) throws Exception {
    before = ServerSnapshot.of(server, NAME);
    rich = RichDatabase.create(server, NAME);
    bucket = s3.newBucket();
    ak = ChildAk.in(folder).withServer(server, NAME).withS3(bucket);
  }

  @AfterEach
  void cleanUp() throws Exception {
    before.dropNewDatabases();
    rich.drop();
  }

  @Test
  void thePagesSettingsDoTheWholeJobInTheBucket(LabServer server) throws Exception {
    String name = backUp();
    assertThat(bucket.keys())
        .containsExactlyInAnyOrder(
            name + ".zst", name + ".index.zst", name + ".globals.zst", name + ".manifest.json");
    assertThat(bucket.uploads()).isEmpty();
    assertThat(folder.resolve("backups")).doesNotExist();

    assertThat(done("listbackups").out()).contains(name).contains(" s3 ");
    assertThat(done("show", name).out()).containsPattern("plain\\.person +1,000 ");
    assertThat(done("prune", "--dry-run").lines())
        .containsExactly(name + " in s3 kept: newest complete backup");

    DatabaseContent backedUp = rich.content();
    server.execute(NAME, "DROP SCHEMA plain CASCADE");
    assertThat(backedUp.differences(rich.content())).isNotEmpty();
    ChildAk.Ended restore = done("restore", "-i", name, "--yes");
    assertThat(restore.err()).doesNotContain("permission");
    assertThat(backedUp.differences(rich.content())).isEmpty();
  }

  @Test
  void oneDumpServesBothStoresAndADamagedFolderDoesNotStopARestore() throws Exception {
    ak = ak.withSetting("backup.stores", "local,s3");
    String name = backUp();
    Path archive = folder.resolve("backups").resolve(name + ".zst");
    assertThat(bucket.bytes(name + ".zst")).isEqualTo(Files.readAllBytes(archive));
    assertThat(done("listbackups").out()).contains("local,s3");

    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2] ^= 1;
    Files.write(archive, bytes);
    DatabaseContent backedUp = rich.content();
    ChildAk.Ended restore = done("restore", name, "--yes");
    assertThat(restore.err())
        .contains(name + ".zst in local, with", "are not what was written there");
    assertThat(backedUp.differences(rich.content())).isEmpty();
  }

  @Test
  void aStoreThatIsOutOfReachDoesNotKeepTheOtherFromItsBackup() throws Exception {
    ak =
        ak.withSetting("backup.stores", "local,s3")
            .withSetting("s3_backup.host", "http://127.0.0.1:9")
            .withSetting("backup.stall_timeout", "4s")
            .withSetting("backup.lock_timeout", "3s");

    ChildAk.Ended backup = ak.run("backup");

    assertThat(backup.exitCode()).as(backup.err()).isEqualTo(1);
    String name = backup.out().strip();
    assertThat(backup.err()).contains("ak: The store s3 failed: ", "cannot be reached");
    ChildAk.Ended list = done("listbackups");
    assertThat(list.out()).contains(name).contains(" local ");
    assertThat(list.err()).contains("The store s3 is left out");
  }

  @Test
  void aHoldInTheBucketKeepsABackupFromRetention() throws Exception {
    ak = ak.withSetting("backup.keep_last", "1");
    String held = backUp();
    done("hold", held);
    String second = backUp();
    String third = backUp();

    assertThat(bucket.keys()).contains(held + ".manifest.json", held + ".hold");
    assertThat(bucket.keys()).noneMatch(key -> key.startsWith(second));
    done("release", held);
    assertThat(done("prune").out()).contains(held + " in s3 removed");
    assertThat(bucket.keys()).hasSize(4).allMatch(key -> key.startsWith(third));
  }

  @Test
  void neighboursInTheBucketAreNeitherSeenNorTouched() throws Exception {
    List<String> neighbours =
        List.of(
            "app-2/default-2020-10-03-115557.psql.manifest.json",
            "app/deeper/default-2020-10-03-115557.psql.manifest.json",
            "app_archive/default-2020-10-03-115557.psql.zst",
            "app/somebody's notes.txt",
            "default-2020-10-03-115557.psql.manifest.json",
            "app");
    for (String key : neighbours) {
      bucket.put(key, key.getBytes(StandardCharsets.UTF_8));
    }
    ak = ak.withSetting("s3_backup.location", "/app//").withSetting("backup.keep_last", "1");

    backUp();
    String name = backUp();

    assertThat(done("listbackups", "--quiet").lines()).singleElement().asString().contains(name);
    assertThat(bucket.keys()).containsAll(neighbours).hasSize(neighbours.size() + 4);
  }

  @Test
  void whatALockedBucketRetainsIsNoFailure(CephServer s3) throws Exception {
    bucket = s3.newLockedBucket();
    ak = ak.withS3(bucket).withSetting("backup.keep_last", "1");

    backUp();
    ChildAk.Ended second = ak.run("backup");

    assertThat(second.exitCode()).as(second.err()).isZero();
  }

  private String backUp() throws Exception {
    return done("backup").out().strip();
  }

  private ChildAk.Ended done(String... arguments) throws Exception {
    ChildAk.Ended ended = ak.run(arguments);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended;
  }
}
