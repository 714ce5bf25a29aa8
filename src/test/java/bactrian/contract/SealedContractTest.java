package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.CephServer;
import bactrian.lab.ChildAk;
import bactrian.lab.DatabaseContent;
import bactrian.lab.EditedBackup;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.RichDatabase;
import bactrian.lab.S3Bucket;
import bactrian.lab.S3Lab;
import bactrian.seal.AgeKeys;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who has no key reads nothing of a sealed backup; who has one does all that can be done with any.
 */
@ExtendWith({PostgresLab.class, S3Lab.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealedContractTest {
  private static final String DATABASE = "contract_sealed";
  private static final String COPY = "contract_sealed_copy";
  private static final AgeKeys OURS = AgeKeys.made();
  private static final AgeKeys SPARE = AgeKeys.made();
  private static final AgeKeys OTHER = AgeKeys.made();

  private RichDatabase rich;
  private ServerSnapshot before;
  private ChildAk withoutKey;
  private ChildAk ak;
  private EditedBackup made;

  @BeforeAll
  void backUp(LabServer server, @TempDir Path folder) throws Exception {
    rich = RichDatabase.createOrdinary(server, DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE public.huge AS SELECT n, repeat(md5(n::text), 25) AS text"
            + " FROM generate_series(1, 60000) n");
    withoutKey =
        ChildAk.in(folder)
            .withServer(server, DATABASE)
            .withSetting("backup.age_recipients", OURS.publicKey() + "," + SPARE.publicKey());
    ak = withoutKey.withSetting("backup.age_identity", OURS.file().toString());
    ChildAk.Ended backup = withoutKey.run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    made = new EditedBackup(folder.resolve("backups"), backup.out().strip());
    before = ServerSnapshot.of(server, DATABASE);
  }

  @AfterEach
  void dropTheCopies() throws Exception {
    before.dropNewDatabases();
    assertThat(before.changes()).isEmpty();
  }

  @AfterAll
  void drop() throws Exception {
    rich.drop();
  }

  @Test
  void allButTheManifestIsSealedForEveryRecipient() throws Exception {
    try (var files = Files.list(made.folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains(
              made.name() + ".zst.age",
              made.name() + ".index.zst.age",
              made.name() + ".globals.zst.age",
              made.name() + ".manifest.json")
          .noneMatch(file -> file.endsWith(".zst"));
    }
    for (AgeKeys keys : List.of(OURS, SPARE)) {
      assertThat(text(keys, ".zst.age")).startsWith("PGDMP");
      assertThat(text(keys, ".index.zst.age")).contains("\"name\":\"huge\"");
      assertThat(text(keys, ".globals.zst.age")).contains("PASSWORD 'SCRAM-SHA-256$");
    }
    assertThat(Files.readString(made.file(".manifest.json")))
        .contains(OURS.publicKey(), SPARE.publicKey(), "\"complete\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3"})
  void anyNumberOfLanesGivesTheSameContent(String jobs, LabServer server) throws Exception {
    done(ak, "restore", made.name(), "--into", COPY, "--jobs", jobs, "--yes");

    assertThat(
            content(DatabaseContent.read(server, DATABASE))
                .differences(content(DatabaseContent.read(server, COPY))))
        .isEmpty();
  }

  @Test
  void whatIsDamagedInTheFolderComesFromTheBucket(
      LabServer server, CephServer s3, @TempDir Path folder) throws Exception {
    S3Bucket bucket = s3.newBucket();
    ChildAk there =
        ak.withS3(bucket)
            .withSetting("backup.stores", "local,s3")
            .withSetting("backup.directory", folder.toString());
    String name = done(there, "backup", "--quiet").out().strip();
    assertThat(bucket.bytes(name + ".zst.age"))
        .isEqualTo(Files.readAllBytes(folder.resolve(name + ".zst.age")));
    EditedBackup local = new EditedBackup(folder, name);
    local.flip(".zst.age", 0);
    local.flip(".zst.age", 0.6);
    local.flip(".index.zst.age", 0.5);

    ChildAk.Ended restore = done(there, "restore", name, "--into", COPY, "--jobs", "2", "--yes");

    assertThat(restore.err()).contains(name + ".zst.age, as it was before sealing, in local, with");
    assertThat(
            content(DatabaseContent.read(server, DATABASE))
                .differences(content(DatabaseContent.read(server, COPY))))
        .isEmpty();
    assertThat(done(there, "verify", name, "--level", "checksum", "--store", "s3").out())
        .contains(" in s3 passed (checksum): ", " rows, ");
  }

  @Test
  void itIsShownWithTheSpareKeyToo() throws Exception {
    ChildAk spare = withoutKey.withSetting("backup.age_identity", SPARE.file().toString());

    assertThat(done(spare, "show", made.name()).out())
        .contains("sealed for", OURS.publicKey(), SPARE.publicKey(), "public.huge");
  }

  @Test
  void itIsProvenAsFarAsAnyOther(LabServer server, @TempDir Path folder) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + COPY);
    server.execute(COPY, "CREATE TABLE t AS SELECT n FROM generate_series(1, 1000) n");
    ChildAk small = ak.withServer(server, COPY).withSetting("backup.directory", folder.toString());
    done(small, "backup", "--quiet");

    assertThat(done(small, "verify", "latest", "--level", "full").out())
        .contains("in local passed (full): 1 table, 1,000 rows, ");
  }

  @Test
  void aPlanDoesNotTellThePasswordsOfRoles(LabServer server, @TempDir Path folder)
      throws Exception {
    server.execute(
        "postgres",
        "CREATE DATABASE " + COPY,
        "CREATE ROLE contract_sealed_gone LOGIN PASSWORD 'of old'");
    server.execute(COPY, "CREATE TABLE t ()", "ALTER TABLE t OWNER TO contract_sealed_gone");
    ChildAk small = ak.withServer(server, COPY).withSetting("backup.directory", folder.toString());
    done(small, "backup", "--quiet");
    server.execute(COPY, "DROP TABLE t");
    server.execute("postgres", "DROP ROLE contract_sealed_gone");

    ChildAk.Ended plan = small.run("restore", "latest", "--dry-run");

    assertThat(plan.out() + plan.err())
        .contains("CREATE ROLE contract_sealed_gone", "ALTER ROLE contract_sealed_gone WITH ")
        .doesNotContain("PASSWORD", "SCRAM");
  }

  @Test
  void withoutAKeyNothingIsOpenedAndTheSentenceSaysWhatToSet() throws Exception {
    for (List<String> command :
        List.of(
            List.of("show", made.name()),
            List.of("restore", made.name(), "--yes"),
            List.of("restore", made.name(), "--into", COPY, "--dry-run"))) {
      assertThat(OneSentence.of(withoutKey.run(command.toArray(String[]::new)), 2))
          .isEqualTo(
              "ak: "
                  + made.name()
                  + " is sealed: set postgresql.backup.age_identity to the file with the secret key of "
                  + OURS.publicKey()
                  + " or "
                  + SPARE.publicKey());
    }
  }

  @Test
  void withoutAKeyTheBytesAreProvenAndNoMore(@TempDir Path folder) throws Exception {
    ChildAk elsewhere = in(folder, withoutKey);

    assertThat(done(elsewhere, "verify", "latest", "--level", "checksum").out())
        .contains("passed (checksum, unopened): ")
        .doesNotContain(" rows");
    assertThat(done(elsewhere, "listbackups").out()).contains("checksum unopened 20");
    ChildAk.Ended restore = elsewhere.run("verify", "latest");
    assertThat(restore.exitCode()).isEqualTo(1);
    assertThat(restore.out()).contains("not proven (restore)");
    assertThat(restore.err())
        .contains("Its bytes are those that were stored", "set postgresql.backup.age_identity");

    new EditedBackup(folder, made.name()).flip(".zst.age", 0.5);
    assertThat(elsewhere.run("verify", "latest", "--level", "checksum").out())
        .contains("FAILED (checksum)");
  }

  @Test
  void anotherKeyOpensNothingAndTheSentenceNamesTheRightOnes() throws Exception {
    ChildAk stranger = withoutKey.withSetting("backup.age_identity", OTHER.file().toString());

    assertThat(OneSentence.of(stranger.run("restore", made.name(), "--yes"), 2))
        .startsWith("ak: No secret key in " + OTHER.file() + " opens " + made.name())
        .endsWith("with that of " + OURS.publicKey() + " or " + SPARE.publicKey());
    ChildAk.Ended proof = stranger.run("verify", made.name());
    assertThat(proof.exitCode()).isEqualTo(1);
    assertThat(proof.out()).contains("not proven (restore)");
    assertThat(proof.err()).containsOnlyOnce("No secret key in ");
    assertThat(proof.err()).contains("Its bytes are those that were stored");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.6, 1})
  void oneFlippedByteIsFoundBeforeItIsRestoredAndNamesTheTable(double place, @TempDir Path folder)
      throws Exception {
    ChildAk damaged = in(folder, ak);
    new EditedBackup(folder, made.name()).flip(".zst.age", place);

    assertThat(
            OneSentence.of(
                damaged.run("restore", made.name(), "--into", COPY, "--yes", "--quiet"), 1))
        .contains("The backup " + made.name() + " is damaged")
        .contains("as it was before sealing, in local, with ", " are not what was written there")
        .contains(place == 0.6 ? "public.huge" : "");
    ChildAk.Ended proof = damaged.run("verify", made.name());
    assertThat(proof.exitCode()).isEqualTo(1);
    assertThat(proof.out()).contains("FAILED (checksum)");
    assertThat(proof.err())
        .contains("as it was before sealing, are not what was written there: frame ")
        .contains(place == 0.6 ? "\"public\".\"huge\"" : "");
    assertThat(proofs(folder)).hasSize(1).allMatch(text -> text.contains("is sealed, and this"));
    assertThat(proofs(folder)).noneMatch(text -> text.contains("huge"));
  }

  @Test
  void anArchiveThatWasCutIsFoundAndWhereItEnds(@TempDir Path folder) throws Exception {
    ChildAk damaged = in(folder, ak);
    new EditedBackup(folder, made.name()).cut(".zst.age", 100_000);

    ChildAk.Ended proof = damaged.run("verify", made.name());

    assertThat(proof.exitCode()).isEqualTo(1);
    assertThat(proof.err())
        .contains("as it was before sealing, ends at byte ", "from there on all is lost")
        .doesNotContain("null");
  }

  private static List<String> proofs(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      List<String> texts = new ArrayList<>();
      for (Path file : files.filter(file -> file.toString().contains(".proof-")).toList()) {
        texts.add(Files.readString(file));
      }
      return texts;
    }
  }

  @Test
  void oneFlippedByteOfTheHeaderIsNoWrongKey(@TempDir Path folder) throws Exception {
    ChildAk damaged = in(folder, ak);
    new EditedBackup(folder, made.name()).flip(".zst.age", 0);

    assertThat(
            OneSentence.of(
                damaged.run("restore", made.name(), "--into", COPY, "--yes", "--quiet"), 1))
        .contains("The backup " + made.name() + " is damaged");
    assertThat(damaged.run("verify", made.name()).err())
        .contains("its header is not what was written there");
  }

  private ChildAk in(Path folder, ChildAk program) throws IOException {
    made.copyTo(folder);
    return program.withSetting("backup.directory", folder.toString());
  }

  private String text(AgeKeys keys, String suffix) throws Exception {
    byte[] zst = keys.decrypt(Files.readAllBytes(made.file(suffix)));
    try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(zst))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static DatabaseContent content(DatabaseContent content) {
    return content.without("database").without("database setting");
  }

  private static ChildAk.Ended done(ChildAk program, String... arguments) throws Exception {
    ChildAk.Ended ended = program.run(arguments);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended;
  }
}
