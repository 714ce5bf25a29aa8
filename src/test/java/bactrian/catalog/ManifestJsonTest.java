package bactrian.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.RunFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {
  private static final BackupName NAME = Manifests.name("default", "2020-10-03T11:55:57Z");
  private static final ObjectMapper TREES = new ObjectMapper();

  @Property(tries = 200)
  @Domain(Names.class)
  void everyManifestIsReadBackAsItWasWritten(@ForAll BackupName name) throws IOException {
    for (Manifest manifest : List.of(Manifests.unsealed(name), Manifests.sealed(name))) {
      assertThat(read(name, ManifestJson.write(manifest))).isEqualTo(manifest);
    }
  }

  @Test
  void aManifestOfAnOlderReleaseStaysReadable() throws IOException {
    byte[] golden = Files.readAllBytes(Path.of("src/test/resources/manifest/format-1.json"));
    assertThat(read(NAME, golden)).isEqualTo(Manifests.unsealed(NAME));
  }

  @Test
  void writesTheBytesOfTheGoldenFile() throws IOException {
    assertThat(new String(ManifestJson.write(Manifests.unsealed(NAME)), UTF_8))
        .isEqualTo(Files.readString(Path.of("src/test/resources/manifest/format-1.json")));
  }

  @Property(tries = 100)
  @Domain(Names.class)
  void whatIsWrittenKeepsToTheSchema(@ForAll BackupName name) throws IOException {
    for (Manifest manifest : List.of(Manifests.unsealed(name), Manifests.sealed(name))) {
      assertThat(schema().validate(TREES.readTree(ManifestJson.write(manifest)))).isEmpty();
    }
  }

  @Test
  void theSchemaAsksForEveryFieldThatIsWritten() throws IOException {
    JsonNode tree = TREES.readTree(ManifestJson.write(Manifests.unsealed(NAME)));
    tree.fieldNames()
        .forEachRemaining(
            field ->
                assertThat(schema().validate(tree.<ObjectNode>deepCopy().without(field)))
                    .as(field)
                    .isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format_version",
        "name",
        "alias",
        "database",
        "slot",
        "started",
        "finished",
        "host",
        "program_version",
        "application_version",
        "server_version",
        "client_version",
        "archive_format_version",
        "encoding",
        "compression",
        "encryption",
        "sizes",
        "totals",
        "globals",
        "files"
      })
  void aMissingFieldIsNamedTogetherWithTheFile(String field) {
    assertRefused(json -> json.remove(field), field + " is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "database, 7, database is not a text",
    "slot, true, slot is not a text",
    "started, '\"yesterday\"', started is not an instant",
    "compression, '{\"algorithm\":\"zstd\",\"level\":\"1\"}', compression.level is not a whole number",
    "compression, '{\"algorithm\":\"zstd\",\"level\":1e400}', compression.level is not a whole number",
    "sizes, '{\"raw\":99999999999999999999,\"stored\":1}', sizes.raw is not a whole number",
    "sizes, '{\"raw\":-1,\"stored\":1}', the raw size is not negative",
    "sizes, '{\"raw\":1,\"stored\":1}', its sizes.stored is 1 and must be 1110",
    "totals, '[]', totals is not an object",
    "globals, '{\"state\":\"splendid\",\"missing\":[]}', globals.state has the unknown value splendid",
    "globals, '{\"state\":\"absent\",\"missing\":[]}', there is a globals file unless",
    "globals, '{\"state\":\"complete\",\"missing\":[1]}', globals.missing is not a list of texts",
    "files, '[]', one file is the archive",
    "files, '[1]', files is not a list of objects",
    "files, '[{\"name\":\"../x\",\"size\":1,\"sha256\":\"\"}]', no file is called ../x",
    "format_version, '0', its format_version is 0",
    "format_version, '\"1\"', format_version is not a whole number",
    "name, '\"default-2020-10-03-115558.psql\"', its name is default-2020-10-03-115558.psql",
    "alias, '\"other\"', its alias is other and must be default",
  })
  void aWrongFieldIsNamedTogetherWithTheFile(String field, String value, String reason)
      throws IOException {
    JsonNode wrong = TREES.readTree(value);
    assertRefused(json -> json.set(field, wrong), reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "not json",
        "[]",
        "7",
        "{",
        "{\"format_version\":1",
        "{\"a\":1,\"a\":2}",
        "{} {}"
      })
  void whatIsNotOneJsonObjectIsRefused(String text) {
    assertThatThrownBy(() -> read(NAME, text.getBytes(UTF_8)))
        .isInstanceOf(RunFailure.class)
        .hasMessageStartingWith(StoredName.manifest(NAME) + " is not a manifest of this backup (");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = ManifestJson.write(Manifests.unsealed(NAME));
    for (int length = 0; length < whole.length - 1; length++) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(NAME, part)).isInstanceOf(RunFailure.class);
    }
  }

  @Test
  void aManifestFromTheFutureAsksForAnUpdate() {
    assertThatThrownBy(() -> read(NAME, "{\"format_version\":2,\"anything\":[]}".getBytes(UTF_8)))
        .isInstanceOf(RunFailure.class)
        .hasMessage(
            "default-2020-10-03-115557.psql.manifest.json was written by a newer version of"
                + " Bactrian (format 2, this program reads 1): update the program.");
  }

  @Test
  void laterAdditionsAreIgnored() throws IOException {
    ObjectNode json = tree();
    json.put("weather", "fine").putArray("more").addObject().put("deep", 1.5);
    ((ObjectNode) json.get("sizes")).put("index", 5);
    assertThat(read(NAME, TREES.writeValueAsBytes(json))).isEqualTo(Manifests.unsealed(NAME));
  }

  @Test
  void aFileOverOneMebibyteIsNotReadFurther() {
    byte[] huge = new byte[ManifestJson.LONGEST + 1_000];
    ByteArrayInputStream in = new ByteArrayInputStream(huge);
    assertThatThrownBy(() -> ManifestJson.read(NAME, in)).hasMessageContaining("larger than 1 MiB");
    assertThat(in.available()).isEqualTo(999);
  }

  @Test
  void aManifestThatIsNoGoodIsAValueForTheCatalog() throws IOException {
    assertThat(ManifestJson.reading(NAME, new ByteArrayInputStream(new byte[0])))
        .isInstanceOf(ManifestReading.Unreadable.class);
    byte[] good = ManifestJson.write(Manifests.sealed(NAME));
    assertThat(ManifestJson.reading(NAME, new ByteArrayInputStream(good)))
        .isEqualTo(new ManifestReading.Read(Manifests.sealed(NAME)));
  }

  @Test
  void filesOfAnotherBackupOrWithoutTheirSealAreRefused() {
    Manifest good = Manifests.unsealed(NAME);
    BackupName other = Manifests.name("default", "2020-10-04T11:55:57Z");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Manifests.of(other, good.recipients(), good.globals(), good.files()))
        .withMessage("every file bears the backup's name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Manifests.of(NAME, List.of("age1x"), good.globals(), good.files()))
        .withMessage("files are sealed if there are recipients");
  }

  private static void assertRefused(Consumer<ObjectNode> change, String reason) {
    assertThatThrownBy(
            () -> {
              ObjectNode json = tree();
              change.accept(json);
              read(NAME, TREES.writeValueAsBytes(json));
            })
        .isInstanceOf(RunFailure.class)
        .hasMessageStartingWith(StoredName.manifest(NAME) + " is not a manifest of this backup (")
        .hasMessageContaining(reason);
  }

  private static Manifest read(BackupName name, byte[] bytes) throws IOException {
    return ManifestJson.read(name, new ByteArrayInputStream(bytes));
  }

  private static ObjectNode tree() throws IOException {
    return (ObjectNode) TREES.readTree(ManifestJson.write(Manifests.unsealed(NAME)));
  }

  private static JsonSchema schema() {
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(TREES.readTree(Path.of("docs/manifest.schema.json").toFile()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
