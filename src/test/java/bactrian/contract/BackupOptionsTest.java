package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.RichDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What options, settings and the role change in a backup. */
@ExtendWith(PostgresLab.class)
class BackupOptionsTest {
  private static final String DATABASE = "contract_options";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private ChildAk ak;
  private StoreFolder store;

  @BeforeEach
  void createDatabase(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(DATABASE, "CREATE TABLE t AS SELECT generate_series(1, 7) AS n");
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    store = new StoreFolder(folder.resolve("backups"));
  }

  @AfterEach
  void dropDatabase(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @Test
  void holdLeavesAMarkThatTheListShows() throws Exception {
    String name = backUp(ak, "--hold");

    assertThat(store.files()).contains(name + ".hold");
    assertThat(StoreFolder.mode(store.path().resolve(name + ".hold"))).isEqualTo("rw-------");
    assertThat(ak.run("listbackups", "--quiet").out()).startsWith(name).contains("held");
    assertThat(JSON.readTree(ak.run("list", "--json").out()).get(0).get("held").asBoolean())
        .isTrue();
  }

  @Test
  void barsShowHowFarItIsOnATerminalOnly() throws Exception {
    ChildAk terminal = ak.withJvmOptions("-Dbactrian.terminal=true");

    assertThat(terminal.run("backup").err()).contains("\rDumping ").contains(" MiB");
    assertThat(terminal.run("restore", "latest", "--yes").err()).contains("\rLoading 100%");
    assertThat(terminal.run("backup", "--quiet").err()).isEmpty();
    assertThat(ak.run("backup").err()).doesNotContain("Dumping");
    ak.run("rollback", "--discard", "--yes");
  }

  @Test
  void jsonTellsTheSameAsTheManifest() throws Exception {
    ChildAk.Ended backup = ak.run("backup", "--json");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    JsonNode json = JSON.readTree(backup.out());

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "slot_held",
            "database",
            "slot",
            "started",
            "finished",
            "application_version",
            "server_version",
            "raw_size",
            "stored_size",
            "tables",
            "rows",
            "large_objects",
            "globals",
            "globals_missing",
            "recipients",
            "stores",
            "pruned");
    JsonNode manifest = store.manifest(json.get("name").asText());
    assertThat(json.get("slot_held").asBoolean()).isFalse();
    assertThat(json.get("rows")).isEqualTo(manifest.get("totals").get("rows"));
    assertThat(json.get("rows").asInt()).isEqualTo(7);
    assertThat(json.get("raw_size")).isEqualTo(manifest.get("sizes").get("raw"));
    assertThat(json.get("stored_size")).isEqualTo(manifest.get("sizes").get("stored"));
    assertThat(json.get("stores"))
        .containsExactly(
            JSON.readTree("{'store':'local','stored':true,'failure':null}".replace('\'', '"')));
  }

  @Test
  void quietPrintsTheNameAlone() throws Exception {
    ChildAk.Ended backup = ak.run("backup", "--quiet");

    assertThat(backup.exitCode()).isZero();
    assertThat(backup.err()).isEmpty();
    assertThat(backup.lines()).isEqualTo(store.published());
  }

  @Test
  void removesWhatRetentionKeepsNoLongerAndSaysSo() throws Exception {
    ChildAk keepingTwo = ak.withSetting("backup.keep_last", "2");
    String first = backUp(keepingTwo);
    String second = backUp(keepingTwo);
    ChildAk.Ended third = keepingTwo.run("backup");

    assertThat(third.exitCode()).as(third.err()).isZero();
    assertThat(store.published()).containsExactly(second, third.out().strip());
    assertThat(store.files()).hasSize(8);
    assertThat(third.err()).contains(first + " in local removed");
  }

  @Test
  void theApplicationsVersionIsAuthentiksNewest(LabServer server) throws Exception {
    server.execute(
        DATABASE,
        "CREATE TABLE authentik_version_history (id int, version text, timestamp timestamptz)",
        "INSERT INTO authentik_version_history VALUES (1, '2024.1', now() - interval '1 day'),"
            + " (2, '2024.2.3', now()), (3, '2023.9', now() - interval '2 days')");

    assertThat(store.manifest(backUp(ak)).get("application_version").asText())
        .isEqualTo("2024.2.3");
    assertThat(ak.run("list", "--quiet").out()).contains("2024.2.3");
  }

  @Test
  void aSuperuserMayKeepTheRolesPasswords() throws Exception {
    String name = backUp(ak.withSetting("backup.role_passwords", "true"));

    assertThat(store.manifest(name).get("globals").toString())
        .isEqualTo("{\"state\":\"complete\",\"missing\":[]}");
    assertThat(OutsideProgram.text(store.path().resolve(name + ".globals.zst")))
        .contains("SCRAM-SHA-256");
  }

  @Test
  void anOrdinaryRoleBacksUpItsOwnAndTheManifestSaysWhatItMayNotRead(LabServer server)
      throws Exception {
    RichDatabase rich = RichDatabase.createOrdinary(server, "contract ordinary");
    try {
      String name =
          backUp(
              ak.withSetting("name", "contract ordinary")
                  .withSetting("user", rich.owner())
                  .withSetting("password", RichDatabase.OWNER_PASSWORD)
                  .withSetting("backup.role_passwords", "true"));

      assertThat(store.faults(name)).isEmpty();
      assertThat(store.manifest(name).get("globals").toString())
          .contains("without_passwords")
          .contains("role passwords (only a superuser may read them)");
      assertThat(OutsideProgram.text(store.path().resolve(name + ".globals.zst")))
          .contains("CREATE ROLE \"" + rich.owner() + "\"");
    } finally {
      rich.drop();
    }
  }

  @Test
  void rolesThatCannotBeReadAreMissingButTheBackupIsMade() throws Exception {
    Path programs =
        ScriptedDump.pgDumpAll(
            folder.resolve("programs"),
            "echo 'half a script'; echo 'pg_dumpall: error: no' >&2; exit 1");

    ChildAk.Ended backup = ak.withProgramsFirst(programs).run("backup");

    assertThat(backup.exitCode()).as(backup.err()).isZero();
    String name = backup.out().strip();
    assertThat(store.files())
        .containsExactly(name + ".index.zst", name + ".manifest.json", name + ".zst");
    assertThat(store.manifest(name).get("globals").toString())
        .contains("absent")
        .contains("roles and tablespaces (pg_dumpall failed with exit status 1: no)");
    assertThat(store.faults(name)).isEmpty();
  }

  @Test
  void settingsMayComeFromAFile(LabServer server) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), LabServer.PASSWORD + "\n");
    Path settings =
        Files.writeString(
            folder.resolve("ak.yml"),
            "postgresql:\n"
                + "  host: "
                + server.host()
                + "\n  port: "
                + server.port()
                + "\n  user: postgres\n  name: "
                + DATABASE
                + "\n  password: file://"
                + secret
                + "\n");

    backUp(ChildAk.in(folder), "--config", settings.toString());

    assertThat(store.published()).hasSize(1);
  }

  private String backUp(ChildAk program, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("backup"));
    arguments.addAll(List.of(options));
    ChildAk.Ended backup = program.run(arguments.toArray(String[]::new));
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    return backup.out().strip();
  }
}
