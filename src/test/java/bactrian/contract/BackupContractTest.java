package bactrian.contract;

import static bactrian.contract.OutsideProgram.pgRestore;
import static bactrian.contract.OutsideProgram.pgRestoreInto;
import static bactrian.contract.OutsideProgram.unzstd;
import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.RichDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One backup of a database with one of everything, and what it leaves in the local store. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupContractTest {
  private static final String DATABASE = "Zurück; rm -rf \"$HOME\" 'x'";
  private static final ObjectMapper JSON = new ObjectMapper();

  private RichDatabase rich;
  private StoreFolder store;
  private Instant before;
  private ChildAk.Ended backup;
  private String name;

  @BeforeAll
  void backUp(LabServer server, @TempDir Path folder) throws Exception {
    rich = RichDatabase.create(server, DATABASE);
    store = new StoreFolder(folder.resolve("backups"));
    before = Instant.now();
    backup = ChildAk.in(folder).withServer(server, DATABASE).run("backup");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    name = backup.out().strip();
  }

  @AfterAll
  void drop() throws Exception {
    rich.drop();
  }

  @Test
  void printsItsNameAndNothingElseOnStandardOutput() {
    assertThat(backup.out())
        .matches("default-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6}\\.psql" + System.lineSeparator());
    Instant taken =
        LocalDateTime.parse(name, DateTimeFormatter.ofPattern("'default-'uuuu-MM-dd-HHmmss'.psql'"))
            .toInstant(ZoneOffset.UTC);
    assertThat(taken).isBetween(before.truncatedTo(ChronoUnit.SECONDS), Instant.now());
    assertThat(backup.err().lines())
        .singleElement()
        .asString()
        .startsWith("Backed up " + DATABASE + ": ");
  }

  @Test
  void leavesFourPrivateFilesAndNothingElse() throws Exception {
    assertThat(store.files())
        .containsExactly(
            name + ".globals.zst", name + ".index.zst", name + ".manifest.json", name + ".zst");
    for (String file : store.files()) {
      assertThat(StoreFolder.mode(store.path().resolve(file))).as(file).isEqualTo("rw-------");
    }
    assertThat(StoreFolder.mode(store.path())).isEqualTo("rwx------");
    assertThat(StoreFolder.mode(store.path().resolve(".incoming"))).isEqualTo("rwx------");
    assertThat(store.incoming()).isEmpty();
  }

  @Test
  void describesItselfInAManifestThatKeepsToItsSchema() throws Exception {
    JsonNode manifest = store.manifest(name);

    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(JSON.readTree(Path.of("docs/manifest.schema.json").toFile()))
                .validate(manifest))
        .isEmpty();
    assertThat(manifest.get("name").asText()).isEqualTo(name);
    assertThat(manifest.get("database").asText()).isEqualTo(DATABASE);
    assertThat(manifest.get("slot").isNull()).isTrue();
    assertThat(manifest.get("server_version").asText()).startsWith("15.");
    assertThat(manifest.get("client_version").asText()).startsWith("15.");
    assertThat(manifest.get("archive_format_version").asText()).isEqualTo("1.14");
    assertThat(manifest.get("encoding").asText()).isEqualTo("UTF8");
    assertThat(manifest.get("application_version").isNull()).isTrue();
    assertThat(Instant.parse(manifest.get("started").asText())).isAfterOrEqualTo(before);
    assertThat(Instant.parse(manifest.get("finished").asText()))
        .isBetween(Instant.parse(manifest.get("started").asText()), Instant.now());
    assertThat(manifest.get("globals").get("state").asText()).isEqualTo("without_passwords");
  }

  @Test
  void namesSizeAndHashOfEveryFileInItsManifest() throws Exception {
    assertThat(store.manifest(name).get("files").findValuesAsText("name"))
        .containsExactlyInAnyOrder(name + ".zst", name + ".index.zst", name + ".globals.zst");
    assertThat(store.faults(name)).isEmpty();
  }

  @Test
  void isListedByPgRestoreBehindZstd() throws Exception {
    OutsideProgram.Ended list =
        OutsideProgram.run(unzstd(store.archive(name)), pgRestore(15, "--list"));

    // zstd's own exit status may be SIGPIPE's: pg_restore reads no further than the list.
    assertThat(list.exitCodes().get(1)).as(list.err()).isZero();
    assertThat(list.out()).contains("TABLE DATA plain person").contains(DATABASE);
  }

  @Test
  void isRestoredByZstdAndPgRestoreAlone(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE contract_by_hand TEMPLATE template0");
    try {
      OutsideProgram.Ended restore =
          OutsideProgram.run(
              unzstd(store.archive(name)), pgRestoreInto(server, "contract_by_hand"));

      assertThat(restore.exitCodes()).as(restore.err()).containsExactly(0, 0);
      assertThat(
              rich.content()
                  .without("database")
                  .without("database setting")
                  .differences(
                      DatabaseContent.read(server, "contract_by_hand")
                          .without("database")
                          .without("database setting")))
          .isEmpty();
    } finally {
      server.execute("postgres", "DROP DATABASE contract_by_hand WITH (FORCE)");
    }
  }

  @Test
  void countsTheRowsOfEveryTableExactly(LabServer server) throws Exception {
    List<JsonNode> tables =
        StoredIndex.read(store, name).entries().stream()
            .filter(entry -> entry.get("kind").asText().equals("TABLE DATA"))
            .toList();
    long rows = 0;
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      for (JsonNode table : tables) {
        String counted = countOf(table);
        try (ResultSet count = statement.executeQuery(counted)) {
          count.next();
          assertThat(table.get("rows").asLong()).as(counted).isEqualTo(count.getLong(1));
          rows += count.getLong(1);
        }
      }
    }
    JsonNode totals = store.manifest(name).get("totals");
    assertThat(tables).hasSizeGreaterThan(20);
    assertThat(totals.get("tables").asInt()).isEqualTo(tables.size());
    assertThat(totals.get("rows").asLong()).isEqualTo(rows);
  }

  /** The rows of a table itself; of an extension's configuration table, those that a dump has. */
  private static String countOf(JsonNode table) {
    String quoted =
        "\"%s\".\"%s\""
            .formatted(
                table.get("schema").asText().replace("\"", "\"\""),
                table.get("name").asText().replace("\"", "\"\""));
    return "SELECT count(*) FROM ONLY "
        + quoted
        + (table.get("name").asText().equals("lab_setting") ? " WHERE NOT built_in" : "");
  }

  @Test
  void countsEveryLargeObject(LabServer server) throws Exception {
    long counted = 0;
    for (JsonNode entry : StoredIndex.read(store, name).entries()) {
      counted += entry.get("large_objects").asLong();
    }
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet there = statement.executeQuery("SELECT count(*) FROM pg_largeobject_metadata")) {
      there.next();
      assertThat(counted).isPositive().isEqualTo(there.getLong(1));
    }
    assertThat(store.manifest(name).get("totals").get("large_objects").asLong()).isEqualTo(counted);
  }

  @Test
  void keepsRolesWithoutTheirPasswords() throws Exception {
    assertThat(OutsideProgram.text(store.path().resolve(name + ".globals.zst")))
        .contains("CREATE ROLE \"" + rich.owner() + "\"")
        .contains("GRANT \"" + rich.reader() + "\" TO \"" + rich.owner() + "\"")
        .doesNotContain("SCRAM-SHA-256");
    assertThat(store.manifest(name).get("globals").get("missing").get(0).asText())
        .startsWith("role passwords");
  }
}
