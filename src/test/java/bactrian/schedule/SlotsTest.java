package bactrian.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.TimeZone;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotsTest {
  private static final String MIDNIGHT = "0 0 0 * * ?";

  @Test
  void midnightIsDueAtMidnightAndNotBefore() {
    Slots slots = Slots.of(MIDNIGHT, "UTC");
    assertThat(slots.lastDue(at("2026-11-23T00:00:00Z"))).contains(at("2026-11-23T00:00:00Z"));
    assertThat(slots.lastDue(at("2026-11-23T00:00:00.999Z"))).contains(at("2026-11-23T00:00:00Z"));
    assertThat(slots.lastDue(at("2026-11-22T23:59:59.999Z"))).contains(at("2026-11-22T00:00:00Z"));
    assertThat(slots.nextAfter(at("2026-11-22T23:59:59.999Z")))
        .contains(at("2026-11-23T00:00:00Z"));
    assertThat(slots.nextAfter(at("2026-11-23T00:00:00Z"))).contains(at("2026-11-24T00:00:00Z"));
  }

  @Test
  void listsTheNextSlots() {
    assertThat(Slots.of("0 30 */12 * * ?", "Asia/Kolkata").nextAfter(at("2026-11-23T00:00:00Z"), 3))
        .containsExactly(
            at("2026-11-23T07:00:00Z"), at("2026-11-23T19:00:00Z"), at("2026-11-24T07:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    // Spring forward: the local time is left out, so that day has no slot.
    "0 30 2 * * ?, Europe/Berlin, 2026-03-28T01:30:00Z, 2026-03-30T00:30:00Z",
    "0 0 0 * * ?, Asia/Beirut, 2018-03-23T22:00:00Z, 2018-03-25T21:00:00Z",
    "0 0 2 * * ?, Australia/Lord_Howe, 2017-09-29T15:30:00Z, 2017-10-01T15:00:00Z",
    // A local time outside the change moves with the zone.
    "0 0 0 * * ?, Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
    "0 0 0 * * ?, America/New_York, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
    // Fall back: of two equal local times, the second is the slot.
    "0 30 2 * * ?, Europe/Berlin, 2026-10-24T00:30:00Z, 2026-10-25T01:30:00Z",
    "0 30 1 * * ?, America/New_York, 2026-10-31T05:30:00Z, 2026-11-01T06:30:00Z",
    "0 */20 * * * ?, Europe/Berlin, 2026-10-24T23:40:00Z, 2026-10-25T01:00:00Z",
    "0 45 1 * * ?, Australia/Lord_Howe, 2018-03-30T14:45:00Z, 2018-03-31T15:15:00Z",
    // A leap day, and a leap year left out.
    "0 0 0 29 2 ?, UTC, 2024-02-29T00:00:00Z, 2028-02-29T00:00:00Z",
    "0 59 23 L 2 ?, UTC, 2027-02-28T23:59:00Z, 2028-02-29T23:59:00Z"
  })
  void oneSlotFollowsTheOther(String schedule, String zone, Instant slot, Instant next) {
    Slots slots = Slots.of(schedule, zone);
    assertThat(slots.nextAfter(slot)).contains(next);
    assertThat(slots.lastDue(next)).contains(next);
    assertThat(slots.lastDue(next.minusSeconds(1))).contains(slot);
  }

  @Test
  void theSecondOfTwoEqualHoursIsFoundFromInsideTheFirst() {
    Slots slots = Slots.of("0 30 2 * * ?", "Europe/Berlin");
    Instant slot = at("2026-10-25T01:30:00Z");
    assertThat(slots.nextAfter(at("2026-10-25T00:45:00Z"))).contains(slot);
    assertThat(slots.lastDue(at("2026-10-25T00:45:00Z"))).contains(at("2026-10-24T00:30:00Z"));
  }

  @Test
  void aScheduleThatIsOverOrNeverWasHasNoSlots() {
    Slots over = Slots.of("0 0 0 29 2 ? 2024", "UTC");
    assertThat(over.nextAfter(at("2026-11-23T00:00:00Z"))).isEmpty();
    assertThat(over.nextAfter(at("2026-11-23T00:00:00Z"), 3)).isEmpty();
    assertThat(over.lastDue(at("2026-11-23T00:00:00Z"))).contains(at("2024-02-29T00:00:00Z"));
    Slots never = Slots.of("0 0 0 30 2 ?", "UTC");
    assertThat(never.nextAfter(at("2026-11-23T00:00:00Z"))).isEmpty();
    assertThat(never.lastDue(at("2026-11-23T00:00:00Z"))).isEmpty();
    assertThat(Slots.of(MIDNIGHT, "UTC").lastDue(Instant.EPOCH)).contains(Instant.EPOCH);
    assertThat(Slots.of(MIDNIGHT, "UTC").lastDue(Instant.EPOCH.minusSeconds(1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0 0 * * *",
        "@daily",
        "0 0 0 * * *",
        "0 0 25 * * ?",
        "a b c d e f",
        "* *"
      })
  void aWrongScheduleNamesItsSettingAndShowsARightOne(String schedule) {
    assertThatThrownBy(() -> Slots.of(schedule, "UTC"))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith(
            "The setting postgresql.backup.schedule is \"" + schedule + "\", which is not a Quartz")
        .hasMessageContaining("\"0 0 0 * * ?\"")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "utc", "Berlin", "Europe/Berln", "UTC+2", "+02:00", "Z"})
  void aWrongZoneNamesItsSetting(String zone) {
    assertThatThrownBy(() -> Slots.of(MIDNIGHT, zone))
        .isInstanceOf(RunFailure.class)
        .hasMessageStartingWith("The setting postgresql.backup.timezone is \"" + zone + "\"");
  }

  @Property
  void anyTextIsAScheduleOrAUsageFailure(
      @ForAll @CharRange(from = '#', to = '9') @Chars({' ', '?', 'L', 'W', 'S', 'U', 'N'})
          String text) {
    assertThat(attempt("0 0 0 " + text)).isIn(Optional.empty(), Optional.of(ExitCode.USAGE));
  }

  @Test
  void everyZoneIsTheSameForQuartz() {
    for (String zone : ZoneId.getAvailableZoneIds()) {
      assertThat(TimeZone.getTimeZone(zone).getOffset(0L))
          .as(zone)
          .isEqualTo(ZoneId.of(zone).getRules().getOffset(Instant.EPOCH).getTotalSeconds() * 1_000);
    }
  }

  private static Optional<ExitCode> attempt(String schedule) {
    try {
      Slots.of(schedule, "UTC");
      return Optional.empty();
    } catch (RunFailure failure) {
      return Optional.of(failure.exitCode());
    }
  }

  private static Instant at(String instant) {
    return Instant.parse(instant);
  }
}
