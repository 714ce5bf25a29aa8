package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of a folder with backups, files of others, and what went bad. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListContractTest {
  private static final String DATABASE = "contract_list";
  private static final String SECOND = "default-2021-05-06-070809.psql";
  private static final String THIRD = "default-2020-10-03-115557.psql";
  private static final String LEGACY = "authentik-backup-2021.10.3-2021-11-08-000000.sql";
  private static final String OLD_LEGACY = "default-2020-10-04-115557.psql";
  private static final String FUTURE = "default-2019-01-01-000000.psql";
  private static final String NO_JSON = "default-2019-01-02-000000.psql";
  private static final String FILE_ELSEWHERE = "default-2019-01-03-000000.psql";
  private static final String OTHER_NAME = "default-2019-01-04-000000.psql";
  private static final String NO_ARCHIVE = "default-2019-01-05-000000.psql";
  private static final String SHORT_ARCHIVE = "default-2019-01-06-000000.psql";
  private static final String NO_MANIFEST = "default-2019-01-07-000000.psql";
  private static final String LINK = "default-2019-01-08-000000.psql";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Path folder;
  private ChildAk ak;
  private StoreFolder store;
  private String name;
  private ChildAk.Ended text;
  private JsonNode json;

  @BeforeAll
  void fillTheFolder(LabServer server, @TempDir Path temporary) throws Exception {
    folder = temporary;
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(DATABASE, "CREATE TABLE t AS SELECT generate_series(1, 1234) AS n");
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    store = new StoreFolder(folder.resolve("backups"));
    ChildAk.Ended backup = ak.run("backup");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    name = backup.out().strip();

    copy(SECOND, manifest -> manifest);
    copy(THIRD, manifest -> manifest.put("application_version", "2020.9"));
    copy(FUTURE, manifest -> manifest.put("format_version", 2));
    copy(OTHER_NAME, manifest -> manifest.put("name", "../" + OTHER_NAME));
    Files.writeString(folder.resolve("x"), "precious");
    copy(
        FILE_ELSEWHERE,
        manifest -> {
          ((ObjectNode) manifest.get("files").get(0)).put("name", "../x").put("size", 8);
          return manifest;
        });
    copy(NO_ARCHIVE, manifest -> manifest);
    Files.delete(store.archive(NO_ARCHIVE));
    copy(SHORT_ARCHIVE, manifest -> manifest);
    put(SHORT_ARCHIVE + ".zst", "short");
    put(NO_JSON + ".manifest.json", "<html>");
    put(NO_MANIFEST + ".zst", "the rest of something");
    put(LEGACY, "--");
    put(OLD_LEGACY, "--");
    for (String foreign :
        List.of("notes.txt", "default-2020-13-03-115557.psql.zst", THIRD + ".zst.part", ".x")) {
      put(foreign, "somebody's own");
    }
    Files.createSymbolicLink(store.archive(LINK), store.archive(name));
    text = ak.run("listbackups");
    json = JSON.readTree(ak.run("list", "--json").out());
  }

  @AfterAll
  void drop(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @Test
  void isATableWithTheNewestFirst() {
    assertThat(text.exitCode()).isZero();
    assertThat(text.lines().get(0))
        .matches("NAME +TAKEN \\(UTC\\) +AGE +SIZE +ROWS +VERSION +STORES +PROOF");
    assertThat(text.lines().stream().skip(1).map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactly(
            name,
            LEGACY,
            SECOND,
            OLD_LEGACY,
            THIRD,
            NO_MANIFEST,
            SHORT_ARCHIVE,
            NO_ARCHIVE,
            OTHER_NAME,
            FILE_ELSEWHERE,
            NO_JSON,
            FUTURE);
    assertThat(text.lines().get(5))
        .matches(THIRD + " +2020-10-03 11:55:57 +[0-9]+ d +[0-9.]+ KiB +1,234 +2020.9 +local +-");
  }

  @Test
  void jsonHasAllThatTheManifestTells() throws Exception {
    assertThat(json.get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "kind",
            "taken",
            "size",
            "stores",
            "held",
            "proofs",
            "newest_proofs",
            "problem",
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
            "recipients");
    assertThat(json.get(0).get("kind").asText()).isEqualTo("backup");
    assertThat(json.get(0).get("rows").asInt()).isEqualTo(1234);
    assertThat(json.get(0).get("stores").toString()).isEqualTo("[\"local\"]");
    assertThat(json.get(0).get("problem").isNull()).isTrue();
    assertThat(json.get(0).get("size")).isEqualTo(store.manifest(name).get("sizes").get("stored"));
  }

  @Test
  void textAndJsonNameTheSame() {
    assertThat(json.findValuesAsText("name"))
        .containsExactlyElementsOf(
            text.lines().stream()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList());
  }

  @Test
  void showsFilesOfTheRetiredFeatureAsLegacy() {
    assertThat(line(LEGACY).get("kind").asText()).isEqualTo("legacy");
    assertThat(line(LEGACY).get("taken").asText()).isEqualTo("2021-11-08T00:00:00Z");
    assertThat(line(OLD_LEGACY).get("kind").asText()).isEqualTo("legacy");
    assertThat(text.lines().get(2)).startsWith(LEGACY).endsWith(" legacy");
  }

  @ParameterizedTest
  @CsvSource({
    FUTURE + ", 'was written by a newer version of Bactrian (format 2, this program reads 1)'",
    NO_JSON + ", 'it is not JSON'",
    FILE_ELSEWHERE + ", 'no file is called ../x'",
    OTHER_NAME + ", 'its name is ../" + OTHER_NAME + "'",
    NO_ARCHIVE + ", '" + NO_ARCHIVE + ".zst is missing'",
    SHORT_ARCHIVE + ", '" + SHORT_ARCHIVE + ".zst has 5 bytes'",
  })
  void saysOfABrokenBackupWhy(String broken, String reason) {
    JsonNode line = line(broken);

    assertThat(line.get("kind").asText()).isEqualTo("broken");
    assertThat(line.get("problem").asText()).contains(reason);
    assertThat(line.has("rows")).isFalse();
    assertThat(text.lines()).anyMatch(row -> row.startsWith(broken) && row.endsWith(" broken"));
    assertThat(text.err().lines().filter(row -> row.startsWith("ak: " + broken + ": ")))
        .singleElement()
        .asString()
        .contains(reason);
  }

  @Test
  void showsFilesWithoutAManifestAsIncomplete() {
    assertThat(line(NO_MANIFEST).get("kind").asText()).isEqualTo("incomplete");
    assertThat(line(NO_MANIFEST).get("problem").asText()).contains("no manifest");
  }

  @Test
  void isCalledListAsWellAndNeedsNoServer() throws Exception {
    ChildAk.Ended list = ak.withSetting("port", "1").run("list", "--quiet");

    assertThat(list.exitCode()).isZero();
    assertThat(list.lines()).hasSize(12).first().asString().startsWith(name + " ");
  }

  @Test
  void isEmptyWhereThereIsNothing() throws Exception {
    ChildAk nowhere = ak.withSetting("backup.directory", folder.resolve("nothing").toString());

    assertThat(nowhere.run("list", "--quiet")).isEqualTo(new ChildAk.Ended(0, "", ""));
    assertThat(JSON.readTree(nowhere.run("list", "--json").out())).isEmpty();
    assertThat(folder.resolve("nothing")).doesNotExist();
  }

  @Test
  void nothingButWholeBackupsIsEverRemoved(LabServer server, @TempDir Path other) throws Exception {
    StoreFolder copied = new StoreFolder(Files.createDirectory(other.resolve("backups")));
    for (String file : store.files()) {
      Files.copy(store.path().resolve(file), copied.path().resolve(file));
    }
    Files.writeString(other.resolve("x"), "precious");
    SortedMap<String, String> rest = copied.fingerprints();
    rest.keySet()
        .removeIf(
            file ->
                List.of(name, SECOND, THIRD).stream()
                    .anyMatch(whole -> file.startsWith(whole) && !file.endsWith(".part")));

    ChildAk.Ended backup =
        ChildAk.in(other)
            .withServer(server, DATABASE)
            .withSetting("backup.keep_last", "1")
            .run("backup");

    assertThat(backup.exitCode()).as(backup.err()).isZero();
    assertThat(rest).hasSizeGreaterThan(20);
    SortedMap<String, String> left = copied.fingerprints();
    assertThat(left).containsAllEntriesOf(rest);
    left.keySet().removeAll(rest.keySet());
    assertThat(left.keySet()).hasSize(4).allMatch(file -> file.startsWith(backup.out().strip()));
    assertThat(other.resolve("x")).hasContent("precious");
  }

  private JsonNode line(String backup) {
    return StreamSupport.stream(json.spliterator(), false)
        .filter(line -> line.get("name").asText().equals(backup))
        .findFirst()
        .orElseThrow();
  }

  private void put(String file, String content) throws Exception {
    Files.writeString(store.path().resolve(file), content);
  }

  /** Copies the backup under another name, with its manifest changed. */
  private void copy(String to, UnaryOperator<ObjectNode> change) throws Exception {
    for (String suffix : List.of(".zst", ".index.zst", ".globals.zst")) {
      Files.copy(store.path().resolve(name + suffix), store.path().resolve(to + suffix));
    }
    String manifest = Files.readString(store.path().resolve(name + ".manifest.json"));
    ObjectNode tree = (ObjectNode) JSON.readTree(manifest.replace(name, to));
    put(to + ".manifest.json", change.apply(tree).toPrettyString());
  }
}
