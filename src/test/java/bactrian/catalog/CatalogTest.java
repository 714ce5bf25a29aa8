package bactrian.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final BackupName MONDAY = Manifests.name("default", "2026-11-23T00:00:00Z");
  private static final BackupName SUNDAY = Manifests.name("default", "2026-11-22T00:00:00Z");
  private static final BackupName OTHER = Manifests.name("other", "2026-11-24T00:00:00Z");

  private final List<StoredFile> listing = new ArrayList<>();
  private final Map<BackupName, ManifestReading> manifests = new HashMap<>();

  @Test
  void offersBackupsThatAreWholeNewestFirst() {
    store(Manifests.unsealed(SUNDAY));
    store(Manifests.sealed(OTHER));
    store(Manifests.sealed(MONDAY));
    Catalog catalog = catalog();
    assertThat(catalog.complete())
        .extracting(CatalogEntry::name)
        .containsExactly(OTHER, MONDAY, SUNDAY);
    assertThat(catalog.latest("default")).map(CatalogEntry::name).contains(MONDAY);
    assertThat(catalog.latest("defaul")).isEmpty();
    assertThat(catalog.find(SUNDAY)).isPresent();
    assertThat(catalog.broken()).isEmpty();
    assertThat(catalog.incomplete()).isEmpty();
  }

  @Test
  void filesWithoutAManifestAreNoBackup() {
    store(Manifests.unsealed(MONDAY));
    listing.removeIf(file -> file.name().endsWith(".manifest.json"));
    Catalog catalog = catalog();
    assertThat(catalog.complete()).isEmpty();
    assertThat(catalog.incomplete())
        .singleElement()
        .satisfies(entry -> assertThat(entry.files()).hasSize(3));
    assertThat(catalog.find(MONDAY)).isEmpty();
  }

  @Test
  void everyFileThatIsMissingOrOfAnotherSizeBreaksTheBackup() {
    Manifest manifest = Manifests.unsealed(MONDAY);
    for (Manifest.HashedFile file : manifest.files()) {
      String name = file.name().toString();
      List<StoredFile> without = new ArrayList<>(Manifests.listing(manifest));
      without.removeIf(stored -> stored.name().equals(name));
      List<StoredFile> shorter = new ArrayList<>(without);
      shorter.add(new StoredFile(name, file.size() - 1));
      manifests.put(MONDAY, new ManifestReading.Read(manifest));

      assertBroken(Catalog.of(without, manifests), name + " is missing");
      assertBroken(Catalog.of(shorter, manifests), name + " has " + (file.size() - 1) + " bytes");
    }
  }

  @Test
  void aManifestThatCannotBeReadBreaksItsBackupAlone() {
    store(Manifests.unsealed(MONDAY));
    store(Manifests.unsealed(SUNDAY));
    manifests.put(MONDAY, new ManifestReading.Unreadable("It is not JSON."));
    Catalog catalog = catalog();
    assertThat(catalog.broken())
        .singleElement()
        .satisfies(entry -> assertThat(entry.reason()).isEqualTo("It is not JSON."));
    assertThat(catalog.latest("default")).map(CatalogEntry::name).contains(SUNDAY);
  }

  @Test
  void aManifestThatWentAwayWhileReadingIsNotABackup() {
    store(Manifests.unsealed(MONDAY));
    manifests.clear();
    assertBroken(catalog(), "went away while the store was read");
  }

  @Test
  void knowsHoldsAndProofs() {
    store(Manifests.unsealed(MONDAY));
    store(Manifests.unsealed(SUNDAY));
    listing.add(new StoredFile(StoredName.hold(SUNDAY).toString(), 0));
    listing.add(new StoredFile(StoredName.proof(SUNDAY, MONDAY.taken()).toString(), 9));
    Catalog catalog = catalog();
    assertThat(catalog.find(MONDAY)).map(CatalogEntry::held).contains(false);
    assertThat(catalog.find(SUNDAY)).map(CatalogEntry::held).contains(true);
    assertThat(catalog.find(SUNDAY)).map(CatalogEntry::proofs).contains(List.of(MONDAY.taken()));
  }

  @Test
  void theManifestIsTheFirstFileToDelete() {
    store(Manifests.unsealed(MONDAY));
    listing.add(new StoredFile(StoredName.hold(MONDAY).toString(), 0));
    assertThat(catalog().find(MONDAY).orElseThrow().files())
        .startsWith(StoredName.manifest(MONDAY))
        .hasSize(5);
  }

  @Test
  void listsLegacyFilesAndOverlooksForeignOnes() {
    listing.add(new StoredFile("default-2020-10-03-115557.psql", 5));
    listing.add(new StoredFile("authentik-backup-2021.10.3-2021-11-08-000000.sql", 6));
    listing.add(new StoredFile("notes.txt", 7));
    listing.add(new StoredFile("default-2020-10-03-115557.psql.zst.part", 8));
    listing.add(new StoredFile("default-2020-10-03-115557.psql.zst\0", 8));
    Catalog catalog = catalog();
    assertThat(catalog.legacy())
        .extracting(old -> old.name().text())
        .containsExactly(
            "authentik-backup-2021.10.3-2021-11-08-000000.sql", "default-2020-10-03-115557.psql");
    assertThat(catalog.incomplete()).isEmpty();
  }

  @Test
  void aNameIsTakenAsSoonAsAnyFileBearsIt() {
    assertThat(catalog().isTaken(MONDAY)).isFalse();
    for (String text :
        List.of(MONDAY + ".zst.age", MONDAY + ".hold", MONDAY + ".manifest.json", "" + MONDAY)) {
      assertThat(Catalog.of(List.of(new StoredFile(text, 1)), Map.of()).isTaken(MONDAY))
          .as(text)
          .isTrue();
    }
    store(Manifests.unsealed(MONDAY));
    assertThat(catalog().isTaken(MONDAY)).isTrue();
    assertThat(catalog().isTaken(SUNDAY)).isFalse();
  }

  @Property(tries = 50)
  void theOrderOfTheListingDoesNotMatter(@ForAll Random random) {
    store(Manifests.unsealed(MONDAY));
    store(Manifests.sealed(SUNDAY));
    listing.add(new StoredFile(OTHER + ".zst", 3));
    listing.add(new StoredFile("default-2020-10-03-115557.psql", 5));
    Catalog before = catalog();
    Collections.shuffle(listing, random);
    assertThat(catalog()).isEqualTo(before);
  }

  private static void assertBroken(Catalog catalog, String reason) {
    assertThat(catalog.complete()).isEmpty();
    assertThat(catalog.broken())
        .singleElement()
        .satisfies(entry -> assertThat(entry.reason()).contains(reason));
  }

  private void store(Manifest manifest) {
    listing.addAll(Manifests.listing(manifest));
    manifests.put(manifest.name(), new ManifestReading.Read(manifest));
  }

  private Catalog catalog() {
    return Catalog.of(listing, manifests);
  }
}
