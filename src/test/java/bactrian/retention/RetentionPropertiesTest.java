package bactrian.retention;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Manifest;
import bactrian.catalog.ManifestReading;
import bactrian.catalog.Manifests;
import bactrian.catalog.Proof;
import bactrian.catalog.ProofReading;
import bactrian.catalog.Proofs;
import bactrian.catalog.StoredFile;
import bactrian.catalog.StoredName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Whatever the history and the policy are. */
class RetentionPropertiesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final String ALIAS = "app";

  /** What one run left in the store. */
  enum Fate {
    COMPLETE,
    HELD,
    FAILED,
    INCOMPLETE,
    BROKEN,
    LEGACY
  }

  /** One run in the history of a store. */
  record Run(BackupName name, Fate fate) {}

  @Property(tries = 200)
  void neverEmptiesTheStore(
      @ForAll("histories") List<Run> history, @ForAll("policies") Policy policy) {
    List<Decision> plan = plan(policy, history);
    Optional<BackupName> newest =
        names(history, Fate.COMPLETE, Fate.HELD, Fate.FAILED).stream()
            .filter(name -> !name.taken().isAfter(NOW))
            .max(BackupName::compareTo);
    newest.ifPresent(name -> assertThat(kept(plan)).contains(name));
    assertThat(kept(plan).isEmpty()).isEqualTo(plan.isEmpty());
  }

  @Property(tries = 200)
  void decidesOnEveryCompleteBackupOfTheAliasAndOnNothingElse(
      @ForAll("histories") List<Run> history, @ForAll("policies") Policy policy) {
    List<BackupName> decided = plan(policy, history).stream().map(Decision::name).toList();
    assertThat(decided)
        .containsExactlyInAnyOrderElementsOf(names(history, Fate.COMPLETE, Fate.HELD, Fate.FAILED))
        .isSortedAccordingTo(Collections.reverseOrder());
  }

  @Property(tries = 200)
  void holdsAndBackupsFromTheFutureStay(
      @ForAll("histories") List<Run> history, @ForAll("policies") Policy policy) {
    Set<BackupName> kept = kept(plan(policy, history));
    assertThat(kept).containsAll(names(history, Fate.HELD));
    assertThat(names(history, Fate.COMPLETE))
        .filteredOn(name -> name.taken().isAfter(NOW))
        .allMatch(kept::contains);
  }

  @Property(tries = 200)
  void aWiderPolicyRemovesNoMore(
      @ForAll("histories") List<Run> history,
      @ForAll("policies") Policy policy,
      @ForAll("policies") Policy more) {
    Policy wider =
        new Policy(
            policy.keepLast() + more.keepLast(),
            policy.keepDaily() + more.keepDaily(),
            policy.keepWeekly() + more.keepWeekly(),
            policy.keepMonthly() + more.keepMonthly(),
            policy.keepYearly() + more.keepYearly(),
            policy.keepWithin().map(age -> age.plusHours(1)).or(more::keepWithin));
    assertThat(kept(plan(wider, history))).containsAll(kept(plan(policy, history)));
  }

  @Property(tries = 200)
  void theRulesKeepTogetherWhatEachKeepsAlone(
      @ForAll("histories") List<Run> history, @ForAll("policies") Policy policy) {
    Optional<Duration> never = Optional.empty();
    Set<BackupName> alone = new HashSet<>();
    for (Policy rule :
        List.of(
            new Policy(policy.keepLast(), 0, 0, 0, 0, never),
            new Policy(0, policy.keepDaily(), 0, 0, 0, never),
            new Policy(0, 0, policy.keepWeekly(), 0, 0, never),
            new Policy(0, 0, 0, policy.keepMonthly(), 0, never),
            new Policy(0, 0, 0, 0, policy.keepYearly(), never),
            new Policy(0, 0, 0, 0, 0, policy.keepWithin()))) {
      alone.addAll(kept(plan(rule, history)));
    }
    assertThat(kept(plan(policy, history))).isEqualTo(alone);
  }

  @Property(tries = 200)
  void aHoldMoreRemovesNoMore(
      @ForAll("histories") List<Run> history,
      @ForAll("policies") Policy policy,
      @ForAll Random random) {
    List<Run> held =
        history.stream()
            .map(
                run ->
                    run.fate() == Fate.COMPLETE && random.nextBoolean()
                        ? new Run(run.name(), Fate.HELD)
                        : run)
            .toList();
    assertThat(kept(plan(policy, held))).containsAll(kept(plan(policy, history)));
  }

  @Property(tries = 200)
  void asManyStayAsTheRuleSays(
      @ForAll("histories") List<Run> history, @ForAll @IntRange(min = 1, max = 12) int count) {
    List<BackupName> past =
        names(history, Fate.COMPLETE, Fate.HELD, Fate.FAILED).stream()
            .filter(name -> !name.taken().isAfter(NOW))
            .sorted(Collections.reverseOrder())
            .toList();
    Policy last = new Policy(count, 0, 0, 0, 0, Optional.empty());
    assertThat(kept(plan(last, history)))
        .containsAll(past.subList(0, Math.min(count, past.size())));
    Policy daily = new Policy(0, count, 0, 0, 0, Optional.empty());
    assertThat(kept(plan(daily, history)).stream().map(RetentionPropertiesTest::day).distinct())
        .hasSizeGreaterThanOrEqualTo(
            (int)
                Math.min(
                    count, past.stream().map(RetentionPropertiesTest::day).distinct().count()));
  }

  @Property(tries = 200)
  void theNewestThatHasNotFailedStays(
      @ForAll("histories") List<Run> history, @ForAll("policies") Policy policy) {
    Set<BackupName> kept = kept(plan(policy, history));
    names(history, Fate.COMPLETE, Fate.HELD).stream()
        .filter(name -> !name.taken().isAfter(NOW))
        .max(BackupName::compareTo)
        .ifPresent(name -> assertThat(kept).contains(name));
  }

  @Property(tries = 200)
  void thoseThatFailedKeepNoOtherOut(
      @ForAll("histories") List<Run> history, @ForAll("policies") Policy policy) {
    List<Run> without = history.stream().filter(run -> run.fate() != Fate.FAILED).toList();
    Set<BackupName> kept = kept(plan(policy, history));
    kept.removeAll(names(history, Fate.FAILED));
    assertThat(kept).isEqualTo(kept(plan(policy, without)));
  }

  @Property(tries = 200)
  void oneThatFailedGoesOnlyWhenItWouldGoIfAllCounted(
      @ForAll("histories") List<Run> history, @ForAll("policies") Policy policy) {
    List<Run> asIfGood =
        history.stream()
            .map(run -> run.fate() == Fate.FAILED ? new Run(run.name(), Fate.COMPLETE) : run)
            .toList();
    List<BackupName> failed = names(history, Fate.FAILED);
    Set<BackupName> ifCounted = kept(plan(policy, asIfGood));
    Set<BackupName> kept = kept(plan(policy, history));
    assertThat(failed).allMatch(name -> kept.contains(name) == ifCounted.contains(name));
  }

  @Property(tries = 200)
  void aSecondPlanRemovesNothing(
      @ForAll("histories") List<Run> history, @ForAll("policies") Policy policy) {
    Set<BackupName> kept = kept(plan(policy, history));
    Set<BackupName> all = Set.copyOf(names(history, Fate.COMPLETE, Fate.HELD, Fate.FAILED));
    List<Run> after =
        history.stream()
            .filter(run -> !all.contains(run.name()) || kept.contains(run.name()))
            .toList();
    assertThat(plan(policy, after)).allMatch(Decision::keep);
  }

  @Property(tries = 200)
  void theOrderOfTheListingDoesNotMatter(
      @ForAll("histories") List<Run> history,
      @ForAll("policies") Policy policy,
      @ForAll Random random) {
    List<Run> shuffled = new ArrayList<>(history);
    Collections.shuffle(shuffled, random);
    assertThat(plan(policy, shuffled)).isEqualTo(plan(policy, history));
  }

  @Property(tries = 200)
  void theOrderOfTheCatalogDoesNotMatter(
      @ForAll("histories") List<Run> history,
      @ForAll("policies") Policy policy,
      @ForAll Random random) {
    Catalog catalog = catalog(history);
    List<CatalogEntry.Complete> shuffled = new ArrayList<>(catalog.complete());
    Collections.shuffle(shuffled, random);
    Catalog other = new Catalog(shuffled, catalog.broken(), catalog.incomplete(), catalog.legacy());
    assertThat(Retention.plan(policy, ALIAS, other, NOW)).isEqualTo(plan(policy, history));
  }

  @Property(tries = 200)
  void aClockThatJumpsAYearRemovesNothingThatCountsKeep(
      @ForAll("histories") List<Run> history, @ForAll("policies") Policy policy) {
    Policy counts =
        new Policy(
            policy.keepLast(),
            policy.keepDaily(),
            policy.keepWeekly(),
            policy.keepMonthly(),
            policy.keepYearly(),
            Optional.empty());
    List<Run> past = history.stream().filter(run -> !run.name().taken().isAfter(NOW)).toList();
    Catalog catalog = catalog(past);
    assertThat(Retention.plan(counts, ALIAS, catalog, NOW.plus(Duration.ofDays(366))))
        .isEqualTo(Retention.plan(counts, ALIAS, catalog, NOW));
    assertThat(Retention.plan(policy, ALIAS, catalog, Instant.EPOCH.minusSeconds(1)))
        .allMatch(Decision::keep);
  }

  @Provide
  Arbitrary<List<Run>> histories() {
    Arbitrary<Instant> scattered =
        Arbitraries.longs()
            .between(NOW.minus(Duration.ofDays(1_500)).getEpochSecond(), NOW.getEpochSecond())
            .map(Instant::ofEpochSecond);
    Arbitrary<Instant> recent =
        Arbitraries.integers().between(-3, 200).map(n -> NOW.minus(Duration.ofHours(6L * n)));
    Arbitrary<BackupName> names =
        Combinators.combine(
                Arbitraries.of(ALIAS, ALIAS, ALIAS, "app_2", "app_archive", "ap"),
                Arbitraries.oneOf(scattered, recent))
            .as(BackupName::new);
    Arbitrary<Fate> fates =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.just(Fate.COMPLETE)),
            Tuple.of(1, Arbitraries.of(Fate.values())));
    return Combinators.combine(names, fates)
        .as(Run::new)
        .list()
        .ofMaxSize(40)
        .uniqueElements(Run::name);
  }

  @Provide
  Arbitrary<Policy> policies() {
    Arbitrary<Integer> counts = Arbitraries.integers().between(0, 8);
    Arbitrary<Optional<Duration>> ages =
        Arbitraries.integers().between(0, 100).map(Duration::ofDays).optional();
    return Combinators.combine(counts, counts, counts, counts, counts, ages).as(Policy::new);
  }

  private static List<Decision> plan(Policy policy, List<Run> history) {
    return Retention.plan(policy, ALIAS, catalog(history), NOW);
  }

  private static Catalog catalog(List<Run> history) {
    List<StoredFile> listing = new ArrayList<>();
    Map<BackupName, ManifestReading> manifests = new HashMap<>();
    Map<StoredName, ProofReading> proofs = new HashMap<>();
    for (Run run : history) {
      Manifest manifest = Manifests.unsealed(run.name());
      List<StoredFile> files = new ArrayList<>(Manifests.listing(manifest));
      manifests.put(run.name(), new ManifestReading.Read(manifest));
      switch (run.fate()) {
        case COMPLETE -> {}
        case HELD -> files.add(new StoredFile(StoredName.hold(run.name()).toString(), 0));
        case FAILED -> {
          StoredName file = StoredName.proof(run.name(), NOW);
          files.add(new StoredFile(file.toString(), 9));
          Proof proof = Proofs.of(run.name(), NOW, Proof.Level.RESTORE, "It is damaged.");
          proofs.put(file, new ProofReading.Read(NOW, proof));
        }
        case INCOMPLETE -> files.removeIf(file -> file.name().endsWith(".manifest.json"));
        case BROKEN -> files.removeIf(file -> file.name().endsWith(".index.zst"));
        case LEGACY -> files = List.of(new StoredFile(run.name().toString(), 7));
      }
      listing.addAll(files);
    }
    return Catalog.of(listing, manifests, proofs);
  }

  private static List<BackupName> names(List<Run> history, Fate... fates) {
    return history.stream()
        .filter(run -> run.name().alias().equals(ALIAS) && List.of(fates).contains(run.fate()))
        .map(Run::name)
        .toList();
  }

  private static Set<BackupName> kept(Collection<Decision> plan) {
    return plan.stream().filter(Decision::keep).map(Decision::name).collect(Collectors.toSet());
  }

  private static String day(BackupName name) {
    return name.taken().toString().substring(0, 10);
  }
}
