package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.PlacedBackups;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No server runs behind these: retention and holds need none. */
class PruneCommandTest {
  private static final String OLDEST = "default-2026-11-20-000000.psql";
  private static final String OLD = "default-2026-11-21-000000.psql";
  private static final String NEWER = "default-2026-11-22-000000.psql";
  private static final String NEWEST = "default-2026-11-23-000000.psql";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;
  private PlacedBackups store;

  @BeforeEach
  void placeBackups() throws IOException {
    store = new PlacedBackups(folder.resolve("backups"));
    for (String name : List.of(OLDEST, OLD, NEWER, NEWEST)) {
      store.complete(name);
    }
  }

  private CommandRun ak(String... arguments) {
    return CommandRun.of(
        folder,
        Map.of(
            "AUTHENTIK_POSTGRESQL__PORT", "1",
            "AUTHENTIK_POSTGRESQL__BACKUP__KEEP_LAST", "2"),
        CLOCK,
        arguments);
  }

  private static JsonNode json(CommandRun run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void saysInADryRunWhatWouldGoAndRemovesNothing() throws Exception {
    List<String> before = store.files();

    CommandRun run = ak("prune", "--dry-run");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lines())
        .containsExactly(
            NEWEST + " in local kept: newest complete backup",
            NEWER + " in local kept: one of the last 2",
            OLD + " in local would be removed: no rule keeps it",
            OLDEST + " in local would be removed: no rule keeps it");
    assertThat(store.files()).isEqualTo(before);
  }

  @Test
  void removesWhatNoRuleKeeps() throws Exception {
    CommandRun run = ak("prune", "--quiet");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.lines())
        .containsExactly(
            OLD + " in local removed: no rule keeps it",
            OLDEST + " in local removed: no rule keeps it");
    assertThat(store.files())
        .hasSize(8)
        .allMatch(file -> file.startsWith(NEWEST) || file.startsWith(NEWER));
  }

  @Test
  void tellsJsonReadersWhatWouldGo() throws Exception {
    JsonNode plan = json(ak("prune", "--dry-run", "--json"));

    assertThat(plan).hasSize(4);
    assertThat(plan.get(3).get("name").textValue()).isEqualTo(OLDEST);
    assertThat(plan.get(3).get("keep").booleanValue()).isFalse();
    assertThat(plan.get(3).get("reason").textValue())
        .isEqualTo("would be removed: no rule keeps it");
  }

  @Test
  void touchesNothingButCompleteBackupsOfItsOwnAlias() throws Exception {
    store.complete("other-2020-01-01-000000.psql");
    store.incomplete("default-2020-01-02-000000.psql");
    store.file("default-2020-10-03-115557.psql");
    store.file("default-2020-01-03-000000.psql.manifest.json");
    store.file("default-2020-01-04-000000.psql.zst.bak");
    List<String> before =
        store.files().stream()
            .filter(file -> !file.startsWith(OLD) && !file.startsWith(OLDEST))
            .toList();

    CommandRun run = ak("prune");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(store.files()).isEqualTo(before);
  }

  @Test
  void hasNothingToSayAboutAnEmptyStore() throws Exception {
    for (String file : store.files()) {
      Files.delete(folder.resolve("backups").resolve(file));
    }

    CommandRun run = ak("prune");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("There are no backups");
  }

  @Test
  void keepsWhatIsHeldUntilItIsReleased() throws Exception {
    CommandRun hold = ak("hold", OLDEST);
    CommandRun pruned = ak("prune");

    assertThat(hold.exitCode()).as(hold.err()).isZero();
    assertThat(hold.lines()).containsExactly(OLDEST);
    assertThat(pruned.lines()).contains(OLDEST + " in local kept: held");
    assertThat(store.files()).contains(OLDEST + ".hold", OLDEST + ".manifest.json");

    CommandRun release = ak("release", OLDEST + ".manifest.json");
    ak("prune");

    assertThat(release.exitCode()).as(release.err()).isZero();
    assertThat(release.lines()).containsExactly(OLDEST);
    assertThat(store.files()).noneMatch(file -> file.startsWith(OLDEST));
  }

  @Test
  void changesNothingWhenItIsHeldOrReleasedAgain() throws Exception {
    ak("hold", NEWER);
    List<String> held = store.files();
    CommandRun again = ak("hold", NEWER);

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(store.files()).isEqualTo(held);

    ak("release", NEWER);
    List<String> released = store.files();
    CommandRun releasedAgain = ak("release", NEWER);

    assertThat(releasedAgain.exitCode()).as(releasedAgain.err()).isZero();
    assertThat(store.files()).isEqualTo(released).doesNotContain(NEWER + ".hold");
  }

  @Test
  void holdsTheNewestAsLatest() throws Exception {
    CommandRun run = ak("hold", "latest", "--json");

    assertThat(json(run).get("name").textValue()).isEqualTo(NEWEST);
    assertThat(json(run).get("stores").get(0).get("held").booleanValue()).isTrue();
    assertThat(store.files()).contains(NEWEST + ".hold");
    assertThat(folder.resolve("backups/.incoming")).isEmptyDirectory();
  }

  @Test
  void doesNotFindWhatIsNoCompleteBackup() throws Exception {
    store.incomplete("default-2020-01-02-000000.psql");
    for (String name :
        List.of("default-2020-01-02-000000.psql", "default-1999-01-01-000000.psql", "../x")) {
      for (String verb : List.of("hold", "release")) {
        CommandRun run = ak(verb, name);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
            .contains("There is no backup " + name + ": `ak listbackups` shows what there is");
      }
    }
  }

  @Test
  void saysWhichStoreCouldNotHold() throws Exception {
    store.file(".incoming");

    CommandRun run = ak("hold", NEWEST);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("ak: " + NEWEST + " is not held in local: ");
    assertThat(store.files()).doesNotContain(NEWEST + ".hold");
  }

  @Test
  void wantsAName() {
    assertThat(ak("hold").exitCode()).isEqualTo(2);
    assertThat(ak("release", "").exitCode()).isEqualTo(2);
  }
}
