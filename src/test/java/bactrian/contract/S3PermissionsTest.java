package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.catalog.BackupSummary;
import bactrian.failure.ExitCode;
import bactrian.failure.Failure;
import bactrian.lab.CephServer;
import bactrian.lab.ChildAk;
import bactrian.lab.DbstoreServer;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.PostgresLab;
import bactrian.lab.S3Bucket;
import bactrian.lab.S3Lab;
import bactrian.lab.S3Server;
import bactrian.postgres.ThrowAwayBucket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the keys may not do, and what else is wrong with bucket and keys, by a server that minds.
 */
@ExtendWith({PostgresLab.class, S3Lab.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3PermissionsTest {
  private static final String DATABASE = "contract_s3_permissions";

  /** Its archive goes up in three parts. */
  private static final String LARGE = "contract_s3_permissions_large";

  private LabServer server;
  private CephServer s3;
  private Path folder;

  @BeforeAll
  void createDatabase(LabServer lab, CephServer ceph) throws Exception {
    server = lab;
    s3 = ceph;
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(DATABASE, "CREATE TABLE t AS SELECT 1 AS n");
    server.execute("postgres", "CREATE DATABASE " + LARGE);
    server.execute(
        LARGE,
        "CREATE TABLE t AS SELECT n, decode(md5(n::text) || md5((-n)::text), 'hex') AS noise"
            + " FROM generate_series(1, 560000) n");
  }

  @AfterAll
  void drop() throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
    server.execute("postgres", "DROP DATABASE " + LARGE + " WITH (FORCE)");
  }

  @BeforeEach
  void useAFolderOfItsOwn(@TempDir Path temporary) {
    folder = temporary;
  }

  /** Who has put an object may read it from Ceph in any case: S3FaultsTest tries s3:GetObject. */
  @ParameterizedTest
  @ValueSource(strings = {"s3:PutObject", "s3:ListBucket"})
  void aMissingPermissionIsNamedBeforeAnythingIsDumped(String missing) {
    S3Bucket bucket = s3.newBucket(without(missing));

    Failure failure = run(bucket).failToBackUp();

    assertThat(failure.sentence())
        .contains("the keys lack the permission " + missing + " on the bucket " + bucket.name());
    assertThat(bucket.keys()).noneMatch(key -> key.endsWith(".zst"));
  }

  @Test
  void withoutTheRightToRemoveBackupsAreMadeAndNoneIsPruned() throws Exception {
    S3Bucket bucket = s3.newBucket(without("s3:DeleteObject"));
    ChildAk ak =
        ChildAk.in(folder)
            .withServer(server, DATABASE)
            .withS3(bucket)
            .withSetting("backup.keep_last", "1");

    ChildAk.Ended first = ak.run("backup");
    ChildAk.Ended second = ak.run("backup");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.err().lines().filter(line -> line.contains("s3:DeleteObject"))).hasSize(1);
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.err()).contains(first.out().strip() + " in s3 retained: the bucket");
    assertThat(ak.run("listbackups", "--quiet").lines()).hasSize(2);
    assertThat(ak.run("prune").exitCode()).isZero();
  }

  @Test
  void aLostManifestIsNotTakenForAKilledRun() throws Exception {
    S3Bucket bucket = s3.newBucket();
    String lost = "default-2020-10-03-115557.psql.zst";
    bucket.put(lost, "of a backup whose manifest was lost".getBytes(StandardCharsets.UTF_8));

    run(bucket).backUp();

    assertThat(bucket.keys()).contains(lost);
    assertThat(run(bucket).list())
        .extracting(BackupSummary::kind)
        .containsExactlyInAnyOrder(BackupSummary.Kind.BACKUP, BackupSummary.Kind.INCOMPLETE);
  }

  @ParameterizedTest
  @CsvSource({
    "s3_backup.bucket, there-is-none, has no bucket there-is-none",
    "s3_backup.access_key, UNKNOWN, correct postgresql.s3_backup.access_key",
    "s3_backup.secret_key, wrong, correct postgresql.s3_backup.secret_key",
    "s3_backup.host, http://127.0.0.1:9, it cannot be reached",
    "s3_backup.host, http://no-such-host.invalid, its name is not known",
    "s3_backup.ca_file, /etc/hostname, holds no certificate",
    "s3_backup.ca_file, /no/such/file, it does not exist",
  })
  void whatIsWrongIsSaidInOneSentence(String setting, String value, String sentence) {
    Failure failure = run(s3.newBucket()).withSetting(setting, value).failToBackUp();

    assertThat(failure.sentence()).contains(sentence).doesNotContain("\n");
    assertThat(failure.exitCode()).isIn(ExitCode.FAILED, ExitCode.USAGE);
  }

  @Test
  void aCertificateMustBeTrustedOrNamedOrKnowinglyLetThrough() {
    S3Bucket bucket = s3.newBucket();
    ProgramRun tls = run(bucket.through(s3.tlsEndpoint()));

    assertThat(tls.failToBackUp().sentence())
        .contains("its certificate is not trusted", "postgresql.s3_backup.ca_file");

    String named = tls.withSetting("s3_backup.ca_file", s3.certificate().toString()).backUp();
    String through = tls.withSetting("s3_backup.insecure_skip_verify", "true").backUp();
    assertThat(run(bucket).list()).extracting(BackupSummary::name).contains(named, through);
  }

  @Test
  void withoutKeysInTheSettingsThoseOfTheEnvironmentAreUsed() throws Exception {
    S3Bucket bucket = s3.newBucket();
    ChildAk ak =
        ChildAk.in(folder)
            .withServer(server, DATABASE)
            .withS3(bucket)
            .withSetting("s3_backup.access_key", "")
            .withSetting("s3_backup.secret_key", "");

    ChildAk.Ended without = ak.withEnvironment("AWS_EC2_METADATA_DISABLED", "true").run("backup");
    assertThat(without.exitCode()).as(without.err()).isEqualTo(1);
    assertThat(without.err()).contains("there are no keys: set postgresql.s3_backup.access_key");

    ChildAk.Ended with =
        ak.withEnvironment("AWS_ACCESS_KEY_ID", bucket.accessKey())
            .withEnvironment("AWS_SECRET_ACCESS_KEY", bucket.secretKey())
            .run("backup");
    assertThat(with.exitCode()).as(with.err()).isZero();
  }

  /** Ceph's backend dbstore says that an upload in parts is well, and gives other bytes back. */
  @Test
  void aServerThatGivesOtherBytesThanItWasGivenIsFoundOut(DbstoreServer dbstore) throws Exception {
    S3Bucket bucket = dbstore.newBucket();

    Failure failure = run(bucket).withSetting("name", LARGE).failToBackUp();

    assertThat(failure.sentence())
        .contains("does not hold the bytes of", ".psql.zst that were sent to it");
    assertThat(run(bucket).list()).noneMatch(line -> line.kind() == BackupSummary.Kind.BACKUP);
  }

  /** S3Proxy knows the checksums that the SDK sends to AWS, and compares them. */
  @Test
  void theSdksOwnChecksumsAreSentWhereTheyAreWanted() throws Exception {
    try (ThrowAwayBucket proxy =
        ThrowAwayBucket.start(Files.createDirectory(folder.resolve("s3")), LabTools.s3proxy())) {
      ProgramRun run =
          ProgramRun.in(folder)
              .withServer(server, LARGE)
              .withSetting("s3_backup.host", proxy.endpoint().toString())
              .withSetting("s3_backup.bucket", ThrowAwayBucket.NAME)
              .withSetting("s3_backup.access_key", ThrowAwayBucket.ACCESS_KEY)
              .withSetting("s3_backup.secret_key", proxy.secretKey().reveal())
              .withSetting("s3_backup.checksums", "supported");

      String name = run.backUp();

      assertThat(run.list()).extracting(BackupSummary::name).containsExactly(name);
      run.restore(name, LARGE + "_copy");
      server.execute("postgres", "DROP DATABASE " + LARGE + "_copy");
    }
  }

  private static List<String> without(String missing) {
    return S3Server.PAGE.stream().filter(each -> !each.equals(missing)).toList();
  }

  private ProgramRun run(S3Bucket bucket) {
    return ProgramRun.in(folder)
        .withServer(server, DATABASE)
        .withS3(bucket)
        .withSetting("backup.stall_timeout", "6s")
        .withSetting("backup.lock_timeout", "3s");
  }
}
