package bactrian.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OverdueTest {
  private static final Slots DAILY = Slots.of("0 0 0 * * ?", "UTC");
  private static final Duration GRACE = Duration.ofHours(1);

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  @Test
  void givesTheLastSlotItsTime() {
    assertThat(Overdue.slot(DAILY, at("2026-11-22T00:00:00Z"), at("2026-11-23T23:59:59Z"), GRACE))
        .isEmpty();
  }

  @Test
  void missesTheSlotBeforeTheLastAfterTheGrace() {
    Instant newest = at("2026-11-21T00:00:00Z");

    assertThat(Overdue.slot(DAILY, newest, at("2026-11-23T00:59:59Z"), GRACE)).isEmpty();
    assertThat(Overdue.slot(DAILY, newest, at("2026-11-23T01:00:00Z"), GRACE))
        .contains(at("2026-11-22T00:00:00Z"));
  }

  @Test
  void takesABackupByHandForTheSlotBeforeIt() {
    assertThat(Overdue.slot(DAILY, at("2026-11-22T13:14:15Z"), at("2026-11-23T12:00:00Z"), GRACE))
        .isEmpty();
  }

  @Test
  void missesNothingOfAScheduleThatHasHadNoTwoSlots() {
    assertThat(
            Overdue.slot(
                Slots.of("0 0 0 1 1 ? 2026", "UTC"),
                Instant.EPOCH,
                at("2026-11-23T12:00:00Z"),
                GRACE))
        .isEmpty();
  }
}
