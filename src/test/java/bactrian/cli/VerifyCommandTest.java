package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.EditedBackup;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies are judged by what they hold; no server runs where the settings say that it does. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyCommandTest {
  private static final String DATABASE = "verify_command";
  private static final ObjectMapper JSON = new ObjectMapper();

  private EditedBackup made;
  private EditedBackup backup;
  private Path folder;

  @BeforeAll
  void backUp(LabServer server, @TempDir Path elsewhere) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    try {
      server.execute(
          DATABASE,
          "CREATE TABLE few AS SELECT n FROM generate_series(1, 3) n",
          // More than a frame, and nothing that compression makes small.
          "CREATE TABLE many AS SELECT n, sha512(n::text::bytea) AS b FROM generate_series(1, 150000) n",
          "SELECT lo_from_bytea(0, 'large')");
      CommandRun run =
          CommandRun.of(
              elsewhere,
              Map.of(
                  "PATH",
                  System.getenv("PATH"),
                  "AUTHENTIK_POSTGRESQL__PORT",
                  Integer.toString(server.port()),
                  "AUTHENTIK_POSTGRESQL__USER",
                  LabServer.SUPERUSER,
                  "AUTHENTIK_POSTGRESQL__PASSWORD",
                  LabServer.PASSWORD,
                  "AUTHENTIK_POSTGRESQL__NAME",
                  DATABASE),
              Clock.systemUTC(),
              "backup");
      assertThat(run.exitCode()).as(run.err()).isZero();
      made = new EditedBackup(elsewhere.resolve("backups"), run.out().strip());
    } finally {
      server.execute("postgres", "DROP DATABASE " + DATABASE);
    }
  }

  @BeforeEach
  void copy(@TempDir Path own) throws IOException {
    folder = own;
    backup = made.copyTo(own.resolve("backups"));
  }

  private CommandRun ak(String... arguments) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("AUTHENTIK_POSTGRESQL__PORT", "1");
    environment.put("AUTHENTIK_POSTGRESQL__BACKUP__VERIFY_LEVEL", "checksum");
    return CommandRun.of(folder, environment, Clock.systemUTC(), arguments);
  }

  @Test
  void aGoodBackupPassesAndHasAProofBesideIt() throws Exception {
    CommandRun run = ak("verify", "latest");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith(made.name() + " in local passed (checksum): 2 tables, 150,003 rows, ");
    assertThat(run.err()).isEmpty();
    Path file = proofs().get(0);
    assertThat(proofs()).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    JsonNode proof = JSON.readTree(file.toFile());
    assertThat(proof.get("result").asText()).isEqualTo("passed");
    assertThat(proof.get("level").asText()).isEqualTo("checksum");
    assertThat(proof.get("counts").get("rows").asLong()).isEqualTo(150_003);
    assertThat(proof.get("counts").get("large_objects").asLong()).isEqualTo(1);
    assertThat(proof.get("counts").get("bytes").asLong())
        .isEqualTo(
            JSON.readTree(made.file(".manifest.json").toFile()).at("/sizes/stored").asLong());
  }

  @Test
  void aProofThatCannotBeStoredIsSaidAndIsAFailure() throws Exception {
    // Where files wait until they are whole stands something else.
    Files.createFile(backup.folder().resolve(".incoming"));

    CommandRun run = ak("verify");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).startsWith(made.name() + " in local passed (checksum): ");
    assertThat(run.err())
        .startsWith("ak: The proof of " + made.name() + " in local was not stored: ");
    assertThat(proofs()).isEmpty();
  }

  @Test
  void everyProofHasAFileOfItsOwnAndTheLastIsTheNewest() throws Exception {
    assertThat(ak("verify").exitCode()).isZero();
    backup.flip(".zst", 0.5);
    assertThat(ak("verify").exitCode()).isEqualTo(1);

    assertThat(proofs()).hasSize(2);
    assertThat(JSON.readTree(proofs().get(1).toFile()).get("result").asText()).isEqualTo("failed");
  }

  @ParameterizedTest
  @CsvSource({"0.5, many", "0.00003, the table of contents", "0.9999, many"})
  void oneFlippedByteIsFoundWithItsFrameAndItsTable(double place, String lost) throws Exception {
    backup.flip(".zst", place);

    String sentence = fails();

    assertThat(sentence)
        .matches(
            "ak: \\S+ in local FAILED: Bytes \\d+ to \\d+ of \\S+[.]psql[.]zst in local are not what was"
                + " written there: frame \\d of \\d,.*")
        .contains(made.name() + ".zst", lost);
    JsonNode proof = JSON.readTree(proofs().get(0).toFile());
    assertThat(proof.get("result").asText()).isEqualTo("failed");
    assertThat(proof.get("reasons").get(0).asText()).contains("written there: frame");
  }

  @Test
  void everyDamagedFrameIsNamed() throws Exception {
    backup.flip(".zst", 0);
    backup.flip(".zst", 0.7);

    CommandRun run = ak("verify");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {".index.zst", ".globals.zst"})
  void oneFlippedByteOfAnotherFileIsFound(String suffix) throws Exception {
    backup.flip(suffix, 0.5);

    assertThat(fails())
        .contains(
            "Bytes 0 to ", made.name() + suffix + " in local are not those that the manifest");
  }

  @Test
  void anArchiveThatIsCutIsFoundWithWhatIsLost() throws Exception {
    backup.cut(".zst", 5_000_000);

    assertThat(fails())
        .contains(
            made.name() + ".zst in local ends at byte ", "frame 2 of 3", "\"public\".\"many\"");
  }

  @Test
  void aFileThatIsGoneIsFound() throws Exception {
    Files.delete(backup.file(".globals.zst"));

    assertThat(fails()).contains(made.name() + ".globals.zst in local is missing");
  }

  @Test
  void aManifestThatIsNoneAnyMoreIsFound() throws Exception {
    backup.flip(".manifest.json", 0);

    CommandRun run = ak("verify", made.name());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("FAILED: " + made.name() + ".manifest.json is not a manifest");
  }

  @Test
  void aRowThatIsMissingIsFoundWithItsTable() throws Exception {
    backup.claimOneRowMore("few");

    CommandRun run = ak("verify");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "table \"public\".\"few\" has 3 rows, and 4 by the index",
            "has 150003 rows, and 150004 by the manifest");
  }

  @Test
  void allAreProvenAndThoseThatFailAreSaidByName() throws Exception {
    EditedBackup second = new EditedBackup(backup.folder(), "default-2020-10-03-115557.psql");
    for (String suffix : List.of(".zst", ".index.zst", ".globals.zst", ".manifest.json")) {
      Files.copy(backup.file(suffix), second.file(suffix));
    }

    CommandRun run = ak("verify", "--all", "--json");

    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode outcomes = JSON.readTree(run.out());
    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.get(0).at("/copies/0/result").asText()).isEqualTo("passed");
    assertThat(outcomes.get(1).at("/name").asText()).isEqualTo(second.name());
    assertThat(outcomes.get(1).at("/copies/0/result").asText()).isEqualTo("failed");
    assertThat(run.err()).contains("ak: " + second.name() + " in local FAILED: ");
  }

  @Test
  void wrongUseAndWhatIsNotThereHaveTheirExitStatus() throws Exception {
    assertThat(ak("verify", "latest", "--all").exitCode()).isEqualTo(2);
    assertThat(ak("verify", "--store", "s3").exitCode()).isEqualTo(2);
    assertThat(ak("verify", "default-2020-10-03-115557.psql").exitCode()).isEqualTo(3);
    try (Stream<Path> files = Files.list(backup.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    for (String[] arguments :
        List.of(
            new String[] {"verify"},
            new String[] {"verify", "--all"},
            new String[] {"verify", "latest"})) {
      CommandRun run = ak(arguments);
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.err()).isEqualTo("ak: There is no backup yet: ak backup makes one\n");
    }
  }

  /** Verifies the backup, which fails in one sentence. */
  private String fails() {
    CommandRun run = ak("verify", made.name());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).isEqualTo(made.name() + " in local FAILED (checksum)\n");
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    return run.err().strip();
  }

  private List<Path> proofs() throws IOException {
    List<Path> proofs = new ArrayList<>();
    try (var files = Files.newDirectoryStream(backup.folder(), "*.proof-*.json")) {
      files.forEach(proofs::add);
    }
    return proofs.stream().sorted().toList();
  }
}
