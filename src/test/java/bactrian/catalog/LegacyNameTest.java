package bactrian.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyNameTest {
  @ParameterizedTest
  @CsvSource({
    "default-2020-10-03-115557.psql, 2020-10-03T11:55:57Z,",
    "default-1f2e3d4c5b6a-2020-10-03-115557.psql, 2020-10-03T11:55:57Z,",
    "default-authentik-worker-7d9f-x2.example.org-2021-04-09-000000.psql, 2021-04-09T00:00:00Z,",
    "default-host-2021-04-09-000000_rxw53fL.psql, 2021-04-09T00:00:00Z,",
    "other_db-2020-10-03-115557.psql.gz, 2020-10-03T11:55:57Z,",
    "authentik-backup-2021-09-02-000000.sql, 2021-09-02T00:00:00Z,",
    "authentik-backup-2021-09-02-000000.sql.gz, 2021-09-02T00:00:00Z,",
    "authentik-backup-2021.10.3-2021-11-08-000000.sql, 2021-11-08T00:00:00Z, 2021.10.3",
    "authentik-backup-2021.10.1-rc2-2021-10-26-000000.sql, 2021-10-26T00:00:00Z, 2021.10.1-rc2",
    "authentik-backup-2021_rxw53fL.10.3-2021-11-08-000000.sql, 2021-11-08T00:00:00Z, 2021.10.3"
  })
  void recognisesWhatTheRetiredFeatureWrote(String text, Instant taken, String version) {
    assertThat(LegacyName.parse(text))
        .contains(new LegacyName(text, taken, Optional.ofNullable(version)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authentik-backup.sql",
        "authentik-backup-2021-13-02-000000.sql",
        "authentik-backup-2021-09-02.sql",
        "default-2020-10-03-115557.psql.zst",
        "default-2021-02-29-115557.psql",
        "app-prod-2020-10-03-115557.psql",
        "dump.sql",
        "../default-2020-10-03-115557.psql",
        "default-../x-2020-10-03-115557.psql",
        "notes.txt"
      })
  void leavesEverythingElseForeign(String text) {
    assertThat(LegacyName.parse(text)).isEmpty();
  }

  @Test
  void noFileIsBothLegacyAndOurs() {
    for (StoredName.Kind kind : StoredName.Kind.values()) {
      Optional<Instant> proven =
          kind == StoredName.Kind.PROOF ? Optional.of(Instant.EPOCH) : Optional.empty();
      StoredName ours =
          new StoredName(new BackupName("default", Instant.EPOCH), kind, false, proven);
      assertThat(LegacyName.parse(ours.toString())).isEmpty();
    }
  }
}
