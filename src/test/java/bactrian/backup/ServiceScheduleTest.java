package bactrian.backup;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.ManifestReading;
import bactrian.catalog.Manifests;
import bactrian.catalog.StoredFile;
import bactrian.failure.RunFailure;
import bactrian.schedule.Slots;
import bactrian.store.StoreCatalog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ServiceScheduleTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");

  private final List<String> told = new ArrayList<>();
  private final ServiceSchedule schedule =
      new ServiceSchedule(
          Slots.of("0 0 * * * ?", "UTC"),
          "default",
          Duration.ofHours(1),
          new Journal(),
          Clock.fixed(MIDNIGHT.plusSeconds(90), ZoneOffset.UTC));

  private final class Journal implements ServiceJournal {
    @Override
    public void next(Instant slot) {
      told.add("next " + slot);
    }

    @Override
    public void made(BackupOutcome outcome) {
      told.add("made " + outcome.name());
    }

    @Override
    public void skipped(Instant slot, Instant instead) {
      told.add("skipped " + slot + " for " + instead);
    }

    @Override
    public void busy(Instant slot, String sentence) {
      told.add("busy " + slot);
    }

    @Override
    public void failed(Instant slot, Throwable thrown) {
      told.add("failed " + slot);
    }

    @Override
    public void unready(Throwable thrown) {
      told.add("unready " + thrown.getMessage());
    }
  }

  private static Exchange failedWith(Throwable thrown) {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, thrown);
    return exchange;
  }

  private static List<StoreCatalog> holding(String... names) {
    List<StoredFile> listing = new ArrayList<>();
    Map<BackupName, ManifestReading> manifests = new HashMap<>();
    for (String text : names) {
      BackupName name = BackupName.parse(text).orElseThrow();
      listing.addAll(Manifests.listing(Manifests.unsealed(name)));
      manifests.put(name, new ManifestReading.Read(Manifests.unsealed(name)));
    }
    Catalog catalog = Catalog.of(listing, manifests);
    return List.of(new StoreCatalog("local", Optional.of(catalog), Optional.empty()));
  }

  @Test
  void takesTheSlotThatQuartzFiresFor() {
    assertThat(schedule.slot(Date.from(MIDNIGHT))).isEqualTo(MIDNIGHT);
  }

  @Test
  void takesTheLastSlotWhenQuartzFiresLate() {
    assertThat(schedule.slot(Date.from(MIDNIGHT.plusMillis(61_234)))).isEqualTo(MIDNIGHT);
  }

  @Test
  void leavesASlotToTheNextOneThatIsDueAlready() {
    Instant before = MIDNIGHT.minus(Duration.ofHours(1));

    assertThat(schedule.slot(Date.from(before))).isNull();
    assertThat(told).containsExactly("skipped " + before + " for " + MIDNIGHT);
  }

  @Test
  void looksOnceAtTheStart() {
    assertThat(schedule.isLooking()).isTrue();

    assertThat(schedule.missed(holding("default-2026-11-22-220000.psql"))).isEqualTo(MIDNIGHT);

    assertThat(schedule.isLooking()).isFalse();
  }

  @Test
  void makesNothingUpForOtherAliasesOrForNoBackupAtAll() {
    assertThat(schedule.missed(holding())).isNull();
    assertThat(schedule.missed(holding("other-2026-11-22-220000.psql"))).isNull();
  }

  @Test
  void looksAgainForTheVeryFirstSlotWhileSomebodyElseIsAtWorkAndSaysItOnce() {
    schedule.missed(holding());
    schedule.failed(MIDNIGHT, failedWith(RunFailure.busy("others")));
    schedule.failed(MIDNIGHT, failedWith(RunFailure.busy("others")));

    assertThat(schedule.isLooking()).isTrue();
    assertThat(told).containsExactly("busy " + MIDNIGHT, "next 2026-11-23T01:00:00Z");
    assertThat(schedule.missed(holding())).isEqualTo(MIDNIGHT);
  }

  @Test
  void leavesASlotThatSomebodyElseHasBackedUpMeanwhile() {
    schedule.failed(MIDNIGHT, failedWith(RunFailure.busy("others")));

    assertThat(schedule.missed(holding("default-2026-11-23-000000.psql"))).isNull();
    assertThat(schedule.isLooking()).isFalse();
  }

  @Test
  void leavesASlotThatFailedToTheNext() {
    schedule.missed(holding());
    schedule.failed(MIDNIGHT, failedWith(RunFailure.failed("the disk is full")));

    assertThat(schedule.isLooking()).isFalse();
    assertThat(told).containsExactly("failed " + MIDNIGHT, "next 2026-11-23T01:00:00Z");
  }

  @Test
  void saysOnceWhatKeepsItFromReadingTheStores() {
    schedule.unready(failedWith(RunFailure.failed("no folder")));
    schedule.unready(failedWith(RunFailure.failed("no folder")));
    schedule.unready(failedWith(RunFailure.failed("no server")));

    assertThat(told).containsExactly("unready no folder", "unready no server");
    assertThat(schedule.isLooking()).isTrue();
  }
}
