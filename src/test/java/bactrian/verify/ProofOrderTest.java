package bactrian.verify;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.Manifest;
import bactrian.catalog.ManifestReading;
import bactrian.catalog.Manifests;
import bactrian.catalog.StoredFile;
import bactrian.catalog.StoredName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProofOrderTest {
  private static final BackupName OLD = Manifests.name("default", "2026-11-20T00:00:00Z");
  private static final BackupName MIDDLE = Manifests.name("default", "2026-11-21T00:00:00Z");
  private static final BackupName NEW = Manifests.name("default", "2026-11-22T00:00:00Z");
  private static final BackupName OTHER = Manifests.name("other", "2026-11-23T00:00:00Z");
  private static final String SUNDAY = "2026-11-22T03:00:00Z";
  private static final String MONDAY = "2026-11-23T03:00:00Z";
  private static final String TUESDAY = "2026-11-24T03:00:00Z";

  @Test
  void theNewestWithoutAProofComesFirst() {
    assertThat(next(store(Map.of(OLD, List.of(), MIDDLE, List.of(), NEW, List.of(SUNDAY)))))
        .contains(MIDDLE);
  }

  @Test
  void elseTheOneWhoseLastProofIsTheOldest() {
    assertThat(
            next(
                store(
                    Map.of(
                        OLD, List.of(SUNDAY, TUESDAY),
                        MIDDLE, List.of(MONDAY),
                        NEW, List.of(TUESDAY)))))
        .contains(MIDDLE);
  }

  @Test
  void aCopyWithoutAProofLeavesTheBackupUnproven() {
    assertThat(
            next(
                store(Map.of(OLD, List.of(MONDAY), NEW, List.of(SUNDAY))),
                store(Map.of(OLD, List.of(), NEW, List.of(SUNDAY)))))
        .contains(OLD);
  }

  @Test
  void othersAreNotOurs() {
    assertThat(next(store(Map.of(OTHER, List.of())))).isEmpty();
    assertThat(next(store(Map.of(OTHER, List.of(), OLD, List.of(SUNDAY))))).contains(OLD);
  }

  private static java.util.Optional<BackupName> next(Catalog... catalogs) {
    return ProofOrder.next("default", List.of(catalogs));
  }

  private static Catalog store(Map<BackupName, List<String>> backups) {
    List<StoredFile> listing = new ArrayList<>();
    Map<BackupName, ManifestReading> manifests = new HashMap<>();
    backups.forEach(
        (name, proofs) -> {
          Manifest manifest = Manifests.unsealed(name);
          manifests.put(name, new ManifestReading.Read(manifest));
          listing.addAll(Manifests.listing(manifest));
          for (String proven : proofs) {
            String file = StoredName.proof(name, Instant.parse(proven)).toString();
            listing.add(new StoredFile(file, 9));
          }
        });
    return Catalog.of(listing, manifests);
  }
}
