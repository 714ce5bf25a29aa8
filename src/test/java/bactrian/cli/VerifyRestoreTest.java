package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.EditedBackup;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.PostgresLab;
import bactrian.lab.RichDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Backups are restored elsewhere; where the settings say that the live server is, there is none.
 */
@ExtendWith(PostgresLab.class)
class VerifyRestoreTest {
  private static final String DATABASE = "verify restore";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private LabServer lab;

  @BeforeEach
  void programsOfTheLabFirst(LabServer server) {
    lab = server;
    environment.put(
        "PATH", LabTools.server(server.major()) + File.pathSeparator + System.getenv("PATH"));
    setting("PORT", "1");
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    lab.execute("postgres", "DROP DATABASE IF EXISTS \"" + DATABASE + "\" WITH (FORCE)");
    String ours = "bactrian-run-" + ProcessHandle.current().pid();
    for (Path parent :
        List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
      try (Stream<Path> files = Files.list(parent)) {
        assertThat(files.filter(file -> file.getFileName().toString().startsWith(ours))).isEmpty();
      }
    }
    assertThat(
            ProcessHandle.current()
                .descendants()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains("bactrian-run-")))
        .isEmpty();
    assertThat(databases()).noneMatch(name -> name.contains("_verify"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"restore", "full"})
  void aDatabaseWithOneOfEverythingPasses(String level) throws Exception {
    RichDatabase rich = RichDatabase.create(lab, DATABASE);
    try {
      EditedBackup backup = backUp();
      setting("PORT", "1");

      CommandRun run = ak("verify", "--level", level);

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).startsWith(backup.name() + " in local passed (" + level + "): ");
      JsonNode proof = proof(backup);
      assertThat(proof.get("level").asText()).isEqualTo(level);
      assertThat(proof.get("result").asText()).isEqualTo("passed");
      assertThat(proof.get("server_version").asText()).startsWith("15.");
    } finally {
      rich.drop();
    }
  }

  @Test
  void anExtensionThatIsNotInstalledIsSaidToBeThat() throws Exception {
    create("CREATE EXTENSION bactrian_lab");
    EditedBackup backup = backUp();
    // Without the lab's own server, which alone has this extension.
    environment.put("PATH", System.getenv("PATH"));

    CommandRun run = ak("verify");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo(backup.name() + " in local not proven (restore)\n");
    assertThat(run.err())
        .contains("is not proven: The backup needs the extension \"bactrian_lab\"")
        .doesNotContain("FAILED");
    assertThat(proofs(backup)).isEmpty();
  }

  /** Known to have made many restores fail on the day: a constraint that reads another table. */
  @Test
  void aBackupThatPgRestoreRefusesFails() throws Exception {
    create(
        "CREATE TABLE other (n integer)",
        "CREATE FUNCTION known(integer) RETURNS boolean LANGUAGE sql"
            + " AS 'SELECT EXISTS (SELECT FROM other)'",
        "INSERT INTO other VALUES (1)",
        "CREATE TABLE t (n integer CHECK (known(n)))",
        "INSERT INTO t VALUES (1)");
    EditedBackup backup = backUp();

    CommandRun run = ak("verify");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo(backup.name() + " in local FAILED (restore)\n");
    assertThat(run.err()).contains("FAILED: pg_restore failed", "other");
    assertThat(proof(backup).get("result").asText()).isEqualTo("failed");
    assertThat(proof(backup).get("reasons")).hasSize(1);
  }

  /** A rule of the database itself that makes something else of what is loaded. */
  @Test
  void rowsThatComeBackAsOthersAreFoundByTheFullLevelAlone() throws Exception {
    create(
        "CREATE TABLE changing (n integer, t text)",
        "INSERT INTO changing VALUES (1, 'as it was')",
        "SELECT lo_from_bytea(4711, 'as it was')",
        "CREATE FUNCTION later() RETURNS integer LANGUAGE plpgsql SET search_path = public"
            + " AS 'BEGIN UPDATE changing SET t = ''another''; PERFORM lo_put(4711, 0, ''XX''); RETURN 1; END'",
        "CREATE TABLE last (n integer)",
        "INSERT INTO last VALUES (1)",
        "CREATE MATERIALIZED VIEW changes AS SELECT later() AS n FROM last WITH NO DATA",
        "REFRESH MATERIALIZED VIEW changes",
        "UPDATE changing SET t = 'as it was'",
        "SELECT lo_put(4711, 0, 'as')");
    EditedBackup backup = backUp();

    CommandRun restored = ak("verify", "--level", "restore");
    CommandRun compared = ak("verify", "--level", "full");

    assertThat(restored.exitCode()).as(restored.err()).isZero();
    assertThat(compared.exitCode()).isEqualTo(1);
    assertThat(compared.out()).isEqualTo(backup.name() + " in local FAILED (full)\n");
    assertThat(compared.err().lines())
        .hasSize(2)
        .anyMatch(
            line -> line.contains("FAILED: The rows of table \"public\".\"changing\" are others"))
        .anyMatch(line -> line.contains("FAILED: The 1 large objects of the backup are others"));
  }

  @Test
  void aDamagedCopyIsNotRestored() throws Exception {
    create("CREATE TABLE t AS SELECT 1 AS n");
    EditedBackup backup = backUp();
    backup.flip(".zst", 0.9);

    CommandRun run = ak("verify");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo(backup.name() + " in local FAILED (checksum)\n");
  }

  @Test
  void theServerThatIsSetIsUsedAndLeftAsItWas() throws Exception {
    create("CREATE TABLE t (n integer PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    EditedBackup backup = backUp();
    useAsProofServer(lab);
    List<String> before = databases();

    CommandRun run = ak("verify");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("passed (restore)");
    assertThat(proof(backup).get("server_version").asText()).startsWith("15.");
    assertThat(databases()).isEqualTo(before);
  }

  @Test
  void aRoleThatIsNotOnTheServerThatIsSetIsSaidToBeThat() throws Exception {
    lab.execute("postgres", "CREATE ROLE \"verify's owner\"");
    create("CREATE TABLE t (n integer)", "ALTER TABLE t OWNER TO \"verify's owner\"");
    EditedBackup backup = backUp();
    lab.execute("postgres", "DROP DATABASE \"" + DATABASE + "\"", "DROP ROLE \"verify's owner\"");
    assertThat(ak("verify").exitCode()).as("a private server makes the role").isZero();
    useAsProofServer(lab);

    CommandRun run = ak("verify");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("is not proven: The backup names the owner \"verify's owner\"", "CREATE ROLE");
    assertThat(proofs(backup)).hasSize(1);
  }

  @Test
  void theLiveServerIsNoServerForProofs() throws Exception {
    create("CREATE TABLE t (n integer)");
    EditedBackup backup = backUp();
    setting("PORT", Integer.toString(lab.port()));
    setting("HOST", lab.host());
    useAsProofServer(lab);

    CommandRun run = ak("verify");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("name the live server, which no proof touches");
    assertThat(proofs(backup)).isEmpty();
  }

  @Test
  void aLevelThatThereIsNotIsWrongUse() {
    CommandRun run = ak("verify", "--level", "hearsay");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("ak: There is no level hearsay: give one of checksum, restore, full\n");
  }

  private void create(String... statements) throws Exception {
    lab.execute("postgres", "CREATE DATABASE \"" + DATABASE + "\"");
    lab.execute(DATABASE, statements);
  }

  /** Backs up with the live server in reach, and takes it out of reach again. */
  private EditedBackup backUp() {
    Map<String, String> without = new TreeMap<>(environment);
    setting("PORT", Integer.toString(lab.port()));
    setting("USER", LabServer.SUPERUSER);
    setting("PASSWORD", LabServer.PASSWORD);
    setting("NAME", DATABASE);
    CommandRun run = ak("backup");
    assertThat(run.exitCode()).as(run.err()).isZero();
    environment.clear();
    environment.putAll(without);
    return new EditedBackup(folder.resolve("backups"), run.out().strip());
  }

  private void useAsProofServer(LabServer server) {
    setting("BACKUP__VERIFY__HOST", server.host());
    setting("BACKUP__VERIFY__PORT", Integer.toString(server.port()));
    setting("BACKUP__VERIFY__USER", LabServer.SUPERUSER);
    setting("BACKUP__VERIFY__PASSWORD", LabServer.PASSWORD);
  }

  private void setting(String name, String value) {
    environment.put("AUTHENTIK_POSTGRESQL__" + name, value);
  }

  private CommandRun ak(String... arguments) {
    return CommandRun.of(folder, environment, Clock.systemUTC(), arguments);
  }

  private List<String> databases() throws Exception {
    List<String> names = new ArrayList<>();
    try (Connection session = lab.connect("postgres");
        Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery("SELECT datname FROM pg_database ORDER BY 1")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static JsonNode proof(EditedBackup backup) throws IOException {
    List<Path> proofs = proofs(backup);
    return JSON.readTree(proofs.get(proofs.size() - 1).toFile());
  }

  private static List<Path> proofs(EditedBackup backup) throws IOException {
    List<Path> proofs = new ArrayList<>();
    try (var files = Files.newDirectoryStream(backup.folder(), "*.proof-*.json")) {
      files.forEach(proofs::add);
    }
    return proofs.stream().sorted().toList();
  }
}
