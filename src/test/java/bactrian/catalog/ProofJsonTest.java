package bactrian.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ProofJsonTest {
  private static final ObjectMapper TREES = new ObjectMapper();
  private static final BackupName NAME = Manifests.name("default", "2020-10-03T11:55:57Z");
  private static final Instant PROVEN = Instant.parse("2020-10-04T03:00:09Z");
  private static final StoredName FILE = StoredName.proof(NAME, PROVEN);
  private static final Proof PASSED = proof(Proof.Result.PASSED, List.of(), Optional.empty());
  private static final Proof FAILED =
      proof(Proof.Result.FAILED, List.of("Table \"ü\" lacks a row."), Optional.of("15.20"));

  static Proof proof(Proof.Result result, List<String> reasons, Optional<String> server) {
    return new Proof(
        NAME,
        Proof.Level.RESTORE,
        result,
        PROVEN.minusSeconds(9),
        PROVEN,
        "backup-host",
        "0.1.0",
        server,
        server.map(version -> Duration.ofMillis(61_001)),
        new Proof.Counts(3, 1_000_000_000_000L, 7, 12),
        reasons);
  }

  @Test
  void readsWhatItWrote() throws IOException {
    for (Proof proof : List.of(PASSED, FAILED)) {
      assertThat(read(ProofJson.write(proof))).isEqualTo(new ProofReading.Read(PROVEN, proof));
      assertThat(read(ProofJson.write(proof)).failed()).isEqualTo(proof.equals(FAILED));
    }
  }

  @Test
  void writesWhatTheSchemaDescribes() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(TREES.readTree(Path.of("docs/proof.schema.json").toFile()));
    for (Proof proof : List.of(PASSED, FAILED)) {
      assertThat(schema.validate(TREES.readTree(ProofJson.write(proof)))).isEmpty();
    }
  }

  @Test
  void ignoresALaterField() throws IOException {
    assertThat(changed(json -> json.put("signed_by", "somebody")))
        .isInstanceOf(ProofReading.Read.class);
  }

  @Test
  void aNewerVersionIsNotGuessed() throws IOException {
    assertUnreadable(
        changed(json -> json.put("format_version", 2)),
        "written by a newer version of Bactrian (format 2, this program reads 1)");
  }

  @Test
  void whatIsNoProofOfThisBackupIsSaidToBeNone() throws IOException {
    assertUnreadable(changed(json -> json.put("level", "hearsay")), "unknown value hearsay");
    assertUnreadable(changed(json -> json.put("result", "failed")), "has its reasons");
    assertUnreadable(
        changed(json -> json.put("name", "default-2020-10-03-115558.psql")),
        "it is of default-2020-10-03-115558.psql");
    assertUnreadable(read("{".getBytes(StandardCharsets.UTF_8)), "it is not JSON");
    assertUnreadable(read(new byte[ProofJson.LONGEST + 1]), "larger than 1 MiB");
  }

  @Test
  void aProofThatPassedHasNoReasons() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> proof(Proof.Result.PASSED, List.of("but"), Optional.empty()));
  }

  private static void assertUnreadable(ProofReading reading, String reason) {
    assertThat(reading).isInstanceOf(ProofReading.Unreadable.class);
    assertThat(reading.failed()).isFalse();
    assertThat(((ProofReading.Unreadable) reading).reason())
        .startsWith(FILE.toString())
        .contains(reason);
  }

  private static ProofReading changed(Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = (ObjectNode) TREES.readTree(ProofJson.write(PASSED));
    change.accept(json);
    return read(TREES.writeValueAsBytes(json));
  }

  private static ProofReading read(byte[] bytes) throws IOException {
    return ProofJson.reading(FILE, new ByteArrayInputStream(bytes));
  }
}
