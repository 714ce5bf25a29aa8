package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.catalog.BackupName;
import bactrian.catalog.Proof;
import bactrian.catalog.ProofJson;
import bactrian.catalog.Proofs;
import bactrian.catalog.StoredName;
import bactrian.lab.PlacedBackups;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What proofs mean to the other commands: the newest counts, and no other. */
class ProofListTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;
  private BackupName old;
  private BackupName newer;
  private BackupName newest;

  @BeforeEach
  void placeBackups() throws Exception {
    PlacedBackups store = new PlacedBackups(folder.resolve("backups"));
    old = store.complete("default-2026-11-20-000000.psql");
    newer = store.complete("default-2026-11-21-000000.psql");
    newest = store.complete("default-2026-11-22-000000.psql");
  }

  @Test
  void theListShowsTheNewestProofOfEach() throws Exception {
    proof(old, "2026-11-21T03:00:00Z", Proof.Level.RESTORE, "It was damaged.");
    proof(old, "2026-11-22T03:00:00Z", Proof.Level.CHECKSUM);
    proof(newer, "2026-11-22T03:00:00Z", Proof.Level.RESTORE, "It is damaged.");

    CommandRun run = ak("listbackups", "--quiet");

    assertThat(run.lines().get(0)).endsWith(" local  -");
    assertThat(run.lines().get(1)).endsWith(" local  FAILED 2026-11-22");
    assertThat(run.lines().get(2)).endsWith(" local  checksum 2026-11-22");
  }

  @Test
  void theListAsJsonSaysWhatTheNewestProofSays() throws Exception {
    proof(newer, "2026-11-22T03:00:00Z", Proof.Level.RESTORE, "It is damaged.");

    JsonNode lines = new ObjectMapper().readTree(ak("listbackups", "--json").out());

    assertThat(lines.get(0).get("newest_proofs")).isEmpty();
    JsonNode proof = lines.get(1).get("newest_proofs").get(0);
    assertThat(proof.get("store").asText()).isEqualTo("local");
    assertThat(proof.get("proven").asText()).isEqualTo("2026-11-22T03:00:00Z");
    assertThat(proof.get("result").asText()).isEqualTo("failed");
    assertThat(proof.get("level").asText()).isEqualTo("restore");
    assertThat(proof.get("reasons").get(0).asText()).isEqualTo("It is damaged.");
  }

  @Test
  void aProofOfANewerVersionIsSaidToBeOne() throws Exception {
    Path file = proof(newer, "2026-11-22T03:00:00Z", Proof.Level.RESTORE);
    Files.writeString(
        file, Files.readString(file).replace("\"format_version\" : 1", "\"format_version\" : 2"));

    CommandRun run = ak("listbackups", "--quiet");

    assertThat(run.lines().get(1)).endsWith(" local  unreadable 2026-11-22");
    assertThat(run.err()).contains(file.getFileName() + " was written by a newer version");
  }

  @Test
  void aBackupThatFailedKeepsNoOtherOut() throws Exception {
    proof(newest, "2026-11-22T03:00:00Z", Proof.Level.RESTORE, "It is damaged.");

    CommandRun run = ak("prune");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lines())
        .containsExactly(
            newest + " in local kept: newest complete backup, though its proof failed",
            newer + " in local kept: newest complete backup",
            old + " in local removed: no rule keeps it");
  }

  @Test
  void aBackupGoesWithItsProofs() throws Exception {
    Path file = proof(old, "2026-11-21T03:00:00Z", Proof.Level.RESTORE);
    proof(newer, "2026-11-21T03:00:00Z", Proof.Level.RESTORE);

    assertThat(ak("prune").exitCode()).isZero();

    assertThat(file).doesNotExist();
  }

  /** What is named in the failure is what would have been restored: none of these can be read. */
  @Test
  void theLatestToRestoreIsOneThatHasNotFailed() throws Exception {
    proof(newest, "2026-11-22T03:00:00Z", Proof.Level.RESTORE, "It is damaged.");
    proof(newer, "2026-11-21T03:00:00Z", Proof.Level.RESTORE, "It was damaged.");
    proof(newer, "2026-11-22T03:00:00Z", Proof.Level.RESTORE);

    assertThat(ak("restore", "latest", "--dry-run").err())
        .contains("The backup " + newer + " is damaged");
    assertThat(ak("restore", newest.toString(), "--dry-run").err())
        .contains("The backup " + newest + " is damaged");
  }

  @Test
  void whereAllHaveFailedTheLatestIsToBeNamed() throws Exception {
    for (BackupName name : new BackupName[] {old, newer, newest}) {
      proof(name, "2026-11-22T03:00:00Z", Proof.Level.RESTORE, "It is damaged.");
    }

    CommandRun run = ak("restore", "latest", "--dry-run");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("The newest proof of every backup failed", newest.toString());
  }

  private Path proof(BackupName name, String proven, Proof.Level level, String... reasons)
      throws Exception {
    Instant at = Instant.parse(proven);
    Path file = folder.resolve("backups").resolve(StoredName.proof(name, at).toString());
    return Files.write(file, ProofJson.write(Proofs.of(name, at, level, reasons)));
  }

  private CommandRun ak(String... arguments) {
    return CommandRun.of(
        folder,
        Map.of(
            "AUTHENTIK_POSTGRESQL__PORT", "1",
            "AUTHENTIK_POSTGRESQL__BACKUP__KEEP_LAST", "1"),
        CLOCK,
        arguments);
  }
}
