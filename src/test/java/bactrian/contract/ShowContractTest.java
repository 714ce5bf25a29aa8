package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.PostgresLab;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backup holds is told without a server, and without reading any table's data. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShowContractTest {
  private static final String DATABASE = "contract_show";
  private static final String LEGACY = "authentik-backup-2021.10.3-2021-11-08-000000.sql";
  private static final String SCRIPT = "default-2020-10-04-115557.psql";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ServerSnapshot empty;
  private StoreFolder made;
  private String name;
  private Path legacy;
  private ChildAk ak;
  private StoreFolder store;

  @BeforeAll
  void backUp(LabServer server, @TempDir Path folder) throws Exception {
    empty = ServerSnapshot.of(server, DATABASE);
    server.execute(
        "postgres",
        "CREATE ROLE show_owner",
        "CREATE ROLE show_reader",
        "CREATE ROLE show_setter",
        "CREATE DATABASE contract_show OWNER show_owner",
        "ALTER ROLE show_setter IN DATABASE contract_show SET work_mem = '5MB'");
    server.execute(
        DATABASE,
        "CREATE SCHEMA \"Odd.one\"",
        "CREATE TABLE small AS SELECT generate_series(1, 10) AS n",
        "CREATE TABLE \"Odd.one\".large AS SELECT repeat('x', 100) FROM generate_series(1, 2000)",
        "CREATE TABLE none ()",
        "ALTER TABLE small OWNER TO show_owner",
        "GRANT SELECT ON small TO show_reader",
        "CREATE EXTENSION hstore",
        "SELECT lo_create(0), lo_create(0)",
        "CREATE SUBSCRIPTION news CONNECTION 'dbname=x password=canary' PUBLICATION p"
            + " WITH (connect = false)");
    legacy = folder.resolve("legacy");
    dump(server, "custom");
    dump(server, "plain");
    made = new StoreFolder(folder.resolve("backups"));
    ChildAk.Ended backup = ChildAk.in(folder).withServer(server, DATABASE).run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    name = backup.out().strip();
    server.execute(
        DATABASE, "ALTER SUBSCRIPTION news SET (slot_name = NONE)", "DROP SUBSCRIPTION news");
  }

  private void dump(LabServer server, String format) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                LabTools.client(15).resolve("pg_dump").toString(),
                "--format=" + format,
                "--file=" + legacy + "." + format,
                "--host=" + server.host(),
                "--port=" + server.port(),
                "--username=" + LabServer.SUPERUSER,
                DATABASE)
            .inheritIO();
    builder.environment().put("PGPASSWORD", LabServer.PASSWORD);
    assertThat(builder.start().waitFor()).isZero();
  }

  @AfterAll
  void drop(LabServer server) throws Exception {
    empty.dropNewDatabases();
    server.execute(
        "postgres", "DROP ROLE show_owner", "DROP ROLE show_reader", "DROP ROLE show_setter");
  }

  /** No test of these has a server: nobody listens on port 1. */
  @BeforeEach
  void copy(@TempDir Path folder) throws Exception {
    ak = ChildAk.in(folder).withSetting("host", "127.0.0.1").withSetting("port", "1");
    store = new StoreFolder(Files.createDirectories(folder.resolve("backups")));
    for (String file : made.files()) {
      Files.copy(made.path().resolve(file), store.path().resolve(file));
    }
  }

  @Test
  void everyTableWithItsRowsAndBytesTheLargestFirst() throws Exception {
    JsonNode content = json(name).get("content");

    assertThat(texts(content.get("tables"), "schema", "name", "rows"))
        .containsExactly("Odd.one large 2000", "public small 10", "public none 0");
    StoredIndex index = StoredIndex.read(made, name);
    for (JsonNode table : content.get("tables")) {
      JsonNode entry =
          index.entries().stream()
              .filter(line -> line.get("name").equals(table.get("name")))
              .findFirst()
              .orElseThrow();
      assertThat(table.get("bytes")).isEqualTo(entry.get("raw_length"));
    }
    assertThat(texts(content.get("schemas"), "name", "tables", "rows"))
        .containsExactly("Odd.one 1 2000", "public 2 10");
    assertThat(content.get("kinds").get("TABLE DATA").asInt()).isEqualTo(3);
    assertThat(content.get("entries").asInt())
        .isEqualTo(
            StreamSupport.stream(content.get("kinds").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .sum());
  }

  @Test
  void whatAServerMustHaveForIt() throws Exception {
    JsonNode content = json(name).get("content");

    assertThat(strings(content.get("owners"))).containsExactly("postgres", "show_owner");
    assertThat(strings(content.get("other_roles"))).containsExactly("show_reader", "show_setter");
    assertThat(strings(content.get("extensions"))).containsExactly("hstore");
    assertThat(strings(content.get("left_out_subscriptions"))).containsExactly("news");
  }

  @Test
  void whatTheManifestSays() throws Exception {
    JsonNode shown = json(name);

    assertThat(shown.get("name").asText()).isEqualTo(name);
    assertThat(shown.get("kind").asText()).isEqualTo("backup");
    assertThat(shown.get("database").asText()).isEqualTo(DATABASE);
    assertThat(shown.get("rows").asInt()).isEqualTo(2010);
    assertThat(shown.get("large_objects").asInt()).isEqualTo(2);
    assertThat(shown.get("server_version").asText()).startsWith("15.");
    assertThat(shown.get("content").get("client_version").asText()).startsWith("15.");
    assertThat(shown.get("stored_size")).isEqualTo(made.manifest(name).get("sizes").get("stored"));
  }

  @Test
  void aPersonIsToldTheSame() throws Exception {
    ChildAk.Ended shown = ak.run("show", name);

    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.err()).isEmpty();
    assertThat(shown.out())
        .containsPattern("backup +" + name)
        .containsPattern("database +contract_show, UTF8")
        .containsPattern("taken +2[0-9]{3}-[0-9]{2}-[0-9]{2} [0-9:]{8} UTC")
        .containsPattern("PostgreSQL +server 15\\..*, pg_dump 15\\.")
        .containsPattern("application +not known")
        .containsPattern("large objects +2")
        .containsPattern("entries +[0-9]+: .*3 TABLE DATA")
        .containsPattern("schemas +\"Odd\\.one\", public")
        .containsPattern("owners +postgres, show_owner")
        .containsPattern("other roles +show_reader, show_setter")
        .containsPattern("extensions +hstore")
        .containsPattern("left out +subscriptions news")
        .doesNotContain("canary");
    assertThat(shown.lines().stream().dropWhile(line -> !line.startsWith("TABLE ")))
        .satisfiesExactly(
            line -> assertThat(line).matches("TABLE +ROWS +SIZE"),
            line -> assertThat(line).matches("\"Odd\\.one\"\\.large +2,000 +[0-9]+ KiB"),
            line -> assertThat(line).matches("public\\.small +10 +[0-9]+ B"),
            line -> assertThat(line).matches("public\\.none +0 +[0-9]+ B"));
  }

  @Test
  void theNewestAndAFileOfABackupAreNamesToo() throws Exception {
    for (String[] words :
        List.of(
            new String[] {"latest"},
            new String[] {"-i", name + ".index.zst"},
            new String[] {"--store", "local", name + ".zst"})) {
      assertThat(json(words).get("name").asText()).isEqualTo(name);
    }
  }

  @Test
  void noByteOfATablesDataIsRead() throws Exception {
    JsonNode whole = json(name);
    long head = StoredIndex.read(store, name).frames().get(0).get("length").asLong();
    try (RandomAccessFile archive = new RandomAccessFile(store.archive(name).toFile(), "rw")) {
      int rest = (int) (archive.length() - head);
      assertThat(rest).isPositive();
      archive.seek(head);
      archive.write(new byte[rest]);
    }

    assertThat(json(name)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {".zst", ".index.zst"})
  void aDamagedHeadOrIndexIsFound(String ending) throws Exception {
    Path file = store.path().resolve(name + ending);
    byte[] bytes = Files.readAllBytes(file);
    bytes[20] ^= 1;
    Files.write(file, bytes);

    assertThat(OneSentence.of(ak.run("show", name), 1))
        .contains("The backup " + name + " is damaged", name + ending);
  }

  @Test
  void aFileThatIsMissingIsNamed() throws Exception {
    Files.delete(store.path().resolve(name + ".index.zst"));

    assertThat(OneSentence.of(ak.run("show", name), 1)).contains(name + ".index.zst is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default-2020-10-03-115557.psql", "../" + SCRIPT, ""})
  void aNameThatIsNoBackupsIsNotFound(String unknown) throws Exception {
    Files.writeString(store.path().resolveSibling(SCRIPT), "--");

    assertThat(OneSentence.of(ak.run("show", "-i", unknown), 3))
        .isEqualTo("ak: There is no backup " + unknown + ": ak listbackups shows what there is");
  }

  @Test
  void wrongUse() throws Exception {
    assertThat(OneSentence.of(ak.run("show"), 2)).contains("Name one backup to show");
    assertThat(OneSentence.of(ak.run("show", "-i", name, "latest"), 2)).contains("Name one backup");
    assertThat(OneSentence.of(ak.run("show", name, "--store", "nowhere"), 2)).contains("nowhere");
  }

  @Test
  void anArchiveOfTheOldFeatureTellsItsHead() throws Exception {
    Files.copy(Path.of(legacy + ".custom"), store.path().resolve(LEGACY));

    JsonNode shown = json(LEGACY);

    assertThat(shown.get("kind").asText()).isEqualTo("legacy");
    assertThat(shown.get("form").asText()).isEqualTo("custom_archive");
    assertThat(shown.get("content").get("database").asText()).isEqualTo(DATABASE);
    assertThat(texts(shown.get("content").get("tables"), "schema", "name", "rows"))
        .containsExactly("Odd.one large null", "public none null", "public small null");
    assertThat(strings(shown.get("content").get("extensions"))).containsExactly("hstore");
    assertThat(ak.run("show", LEGACY).out())
        .contains("retired backup feature, an archive of pg_dump")
        .containsPattern("public\\.small +- +-");
  }

  @Test
  void aScriptOfTheOldFeatureIsSaidToBeOneZippedOrNot() throws Exception {
    Path script = store.path().resolve(SCRIPT);
    Files.copy(Path.of(legacy + ".plain"), script);
    assertThat(ak.run("show", SCRIPT).out())
        .contains("retired backup feature, a plain script")
        .doesNotContain("TABLE");

    try (GZIPOutputStream zip = new GZIPOutputStream(Files.newOutputStream(script))) {
      Files.copy(Path.of(legacy + ".plain"), zip);
    }
    JsonNode shown = json(SCRIPT);
    assertThat(shown.get("form").asText()).isEqualTo("plain_sql");
    assertThat(shown.get("size").asLong()).isEqualTo(Files.size(script));
    assertThat(shown.has("content")).isFalse();
  }

  private JsonNode json(String... words) throws Exception {
    ChildAk.Ended shown =
        ak.run(Stream.concat(Stream.of("show", "--json"), Stream.of(words)).toArray(String[]::new));
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.err()).isEmpty();
    assertThat(shown.out()).doesNotContain("canary");
    return JSON.readTree(shown.out());
  }

  private static List<String> strings(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** Some fields of each object, with spaces between. */
  private static List<String> texts(JsonNode list, String... fields) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(
            item ->
                String.join(" ", Stream.of(fields).map(field -> item.get(field).asText()).toList()))
        .toList();
  }
}
