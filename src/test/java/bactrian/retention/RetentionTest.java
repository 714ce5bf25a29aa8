package bactrian.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Manifests;
import bactrian.catalog.StoredName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Policy NOTHING = new Policy(0, 0, 0, 0, 0, Optional.empty());

  @Test
  void keepsTheLastTenByDefault() {
    List<String> nights = new ArrayList<>();
    for (int night = 0; night < 12; night++) {
      nights.add(Instant.parse("2026-11-23T00:00:00Z").minus(Duration.ofDays(night)).toString());
    }
    List<Decision> plan = plan(Policy.DEFAULT, backups(nights.toArray(String[]::new)));
    assertThat(plan)
        .extracting(Decision::reason)
        .containsExactly(
            "kept: newest complete backup",
            "kept: one of the last 10",
            "kept: one of the last 10",
            "kept: one of the last 10",
            "kept: one of the last 10",
            "kept: one of the last 10",
            "kept: one of the last 10",
            "kept: one of the last 10",
            "kept: one of the last 10",
            "kept: one of the last 10",
            "removed: no rule keeps it",
            "removed: no rule keeps it");
    assertThat(plan).extracting(Decision::keep).containsSubsequence(true, false);
  }

  @Test
  void aDayCountsWhenItHasABackupAndItsNewestStays() {
    assertThat(
            plan(
                new Policy(0, 3, 0, 0, 0, Optional.empty()),
                backups(
                    "2026-11-22T23:59:59Z",
                    "2026-11-22T00:00:00Z",
                    "2026-11-10T06:00:00Z",
                    "2026-11-10T05:00:00Z",
                    "2026-10-01T00:00:00Z",
                    "2026-09-30T00:00:00Z")))
        .extracting(Decision::reason)
        .containsExactly(
            "kept: newest complete backup",
            "removed: no rule keeps it",
            "kept: daily 2026-11-10",
            "removed: no rule keeps it",
            "kept: daily 2026-10-01",
            "removed: no rule keeps it");
  }

  @Test
  void weeksAreThoseOfIso() {
    assertThat(
            plan(
                new Policy(0, 0, 3, 0, 0, Optional.empty()),
                backups(
                    "2026-11-20T00:00:00Z",
                    "2021-01-04T00:00:00Z",
                    "2021-01-03T00:00:00Z",
                    "2020-12-28T00:00:00Z")))
        .extracting(Decision::reason)
        .containsExactly(
            "kept: newest complete backup",
            "kept: weekly 2021-W01",
            "kept: weekly 2020-W53",
            "removed: no rule keeps it");
  }

  @Test
  void monthsYearsAndAgesAreNamed() {
    assertThat(
            plan(
                new Policy(0, 0, 0, 2, 3, Optional.of(Duration.ofHours(36))),
                backups(
                    "2026-11-23T00:00:00Z",
                    "2026-11-22T06:00:00Z",
                    "2026-11-22T00:00:00Z",
                    "2026-10-31T00:00:00Z",
                    "2025-12-31T23:59:59Z",
                    "2025-01-01T00:00:00Z",
                    "2020-02-29T00:00:00Z")))
        .extracting(Decision::reason)
        .containsExactly(
            "kept: newest complete backup",
            "kept: younger than 36 hours",
            "removed: no rule keeps it",
            "kept: monthly 2026-10",
            "kept: yearly 2025",
            "removed: no rule keeps it",
            "kept: yearly 2020");
  }

  @Test
  void anAgeIsExclusive() {
    Policy day = new Policy(0, 0, 0, 0, 0, Optional.of(Duration.ofDays(1)));
    assertThat(
            plan(
                day,
                backups("2026-11-23T00:00:00Z", "2026-11-22T12:00:01Z", "2026-11-22T12:00:00Z")))
        .extracting(Decision::reason)
        .containsExactly(
            "kept: newest complete backup",
            "kept: younger than 1 day",
            "removed: no rule keeps it");
  }

  @Test
  void theNewestStaysWithoutAnyRule() {
    assertThat(plan(NOTHING, backups("2020-01-01T00:00:00Z", "2019-01-01T00:00:00Z")))
        .extracting(Decision::keep, Decision::reason)
        .containsExactly(
            tuple(true, "kept: newest complete backup"), tuple(false, "removed: no rule keeps it"));
  }

  @Test
  void aHoldKeeps() {
    List<CatalogEntry.Complete> backups = new ArrayList<>(backups("2026-11-23T00:00:00Z"));
    backups.add(held(Manifests.name("default", "2001-01-01T00:00:00Z")));
    assertThat(plan(NOTHING, backups))
        .extracting(Decision::reason)
        .containsExactly("kept: newest complete backup", "kept: held");
  }

  @Test
  void aBackupFromTheFutureStaysAndFillsNoCount() {
    assertThat(
            plan(
                new Policy(1, 0, 0, 0, 0, Optional.empty()),
                backups("2027-11-23T00:00:00Z", "2026-11-23T00:00:00Z", "2026-11-22T00:00:00Z")))
        .extracting(Decision::reason)
        .containsExactly(
            "kept: dated in the future",
            "kept: newest complete backup",
            "removed: no rule keeps it");
  }

  @Test
  void neighboursWithALikeAliasAreNotInThePlan() {
    List<CatalogEntry.Complete> backups =
        Stream.of("app", "app_2", "app_archive", "ap")
            .map(alias -> complete(Manifests.name(alias, "2026-11-23T00:00:00Z")))
            .toList();
    Catalog catalog = new Catalog(backups, List.of(), List.of(), List.of());
    assertThat(Retention.plan(NOTHING, "app", catalog, NOW))
        .extracting(decision -> decision.name().alias())
        .containsExactly("app");
  }

  @Test
  void noSuccessForSixtyDaysRemovesNothingOfWhatCountsKeep() {
    List<CatalogEntry.Complete> old = backups("2026-09-24T00:00:00Z", "2026-09-23T00:00:00Z");
    assertThat(plan(new Policy(0, 7, 0, 0, 0, Optional.empty()), old)).allMatch(Decision::keep);
  }

  @Test
  void noRuleIsNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Policy(-1, 0, 0, 0, 0, Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Policy(0, 0, 0, 0, 0, Optional.of(Duration.ofSeconds(-1))));
  }

  private static List<Decision> plan(Policy policy, List<CatalogEntry.Complete> backups) {
    Catalog catalog = new Catalog(backups, List.of(), List.of(), List.of());
    return Retention.plan(policy, "default", catalog, NOW);
  }

  private static List<CatalogEntry.Complete> backups(String... taken) {
    return Stream.of(taken).map(at -> complete(Manifests.name("default", at))).toList();
  }

  private static CatalogEntry.Complete complete(BackupName name) {
    return new CatalogEntry.Complete(
        Manifests.unsealed(name), List.of(StoredName.manifest(name)), Optional.empty());
  }

  private static CatalogEntry.Complete held(BackupName name) {
    return new CatalogEntry.Complete(
        Manifests.unsealed(name),
        List.of(StoredName.manifest(name), StoredName.hold(name)),
        Optional.empty());
  }
}
