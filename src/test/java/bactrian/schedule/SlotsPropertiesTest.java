package bactrian.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the schedule, the zone and the instant are, and near every change of the clocks. */
class SlotsPropertiesTest {
  private static final List<String> SCHEDULES =
      List.of(
          "0 0 0 * * ?",
          "0 30 2 * * ?",
          "0 0 * * * ?",
          "0 */20 * * * ?",
          "*/20 * * * * ?",
          "0 30 1,2 * * ?",
          "0 45 1-3 * * ?",
          "0 0 3 ? * SUN",
          "0 59 23 L * ?",
          "0 0 12 29 2 ?");
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Berlin",
          "Europe/Dublin",
          "America/New_York",
          "America/Sao_Paulo",
          "America/St_Johns",
          "Australia/Lord_Howe",
          "Asia/Kolkata",
          "Asia/Kathmandu",
          "Asia/Beirut",
          "Africa/Casablanca",
          "Pacific/Apia");

  /** An instant in a zone. */
  record Moment(String zone, Instant instant) {}

  @Property(tries = 500)
  void theLastSlotIsDueAndTheNextIsNot(
      @ForAll("schedules") String schedule, @ForAll("moments") Moment now) {
    Slots slots = Slots.of(schedule, now.zone());
    Instant last = slots.lastDue(now.instant()).orElseThrow();
    Instant next = slots.nextAfter(now.instant()).orElseThrow();
    assertThat(last).isBeforeOrEqualTo(now.instant());
    assertThat(next).isAfter(now.instant());
    assertThat(slots.lastDue(next)).contains(next);
    assertThat(slots.lastDue(last)).contains(last);
    assertThat(slots.lastDue(next.minusNanos(1))).contains(last);
    assertThat(slots.nextAfter(last)).contains(next);
    assertThat(List.of(last, next))
        .allMatch(slot -> slot.equals(slot.truncatedTo(ChronoUnit.SECONDS)));
  }

  @Property(tries = 500)
  void laterNeverComesEarlier(
      @ForAll("schedules") String schedule,
      @ForAll("moments") Moment now,
      @ForAll("steps") int step) {
    Slots slots = Slots.of(schedule, now.zone());
    Instant later = now.instant().plusSeconds(step);
    assertThat(slots.nextAfter(later).orElseThrow())
        .isAfterOrEqualTo(slots.nextAfter(now.instant()).orElseThrow());
    assertThat(slots.lastDue(later).orElseThrow())
        .isAfterOrEqualTo(slots.lastDue(now.instant()).orElseThrow());
  }

  @Provide
  Arbitrary<String> schedules() {
    return Arbitraries.of(SCHEDULES);
  }

  @Provide
  Arbitrary<Integer> steps() {
    return Arbitraries.integers().between(0, 7_200);
  }

  @Provide
  Arbitrary<Moment> moments() {
    // Until 2037: beyond it Quartz's java.util.TimeZone knows no changes that follow no rule. From
    // 2012:
    // until 2011 St. John's changed its clocks at a minute past the hour, as no zone does any more,
    // and there Quartz's answer depends on where it is asked from.
    Arbitrary<Instant> instants =
        Arbitraries.longs()
            .between(
                Instant.parse("2012-01-01T00:00:00Z").toEpochMilli(),
                Instant.parse("2036-01-01T00:00:00Z").toEpochMilli())
            .map(Instant::ofEpochMilli);
    Arbitrary<Integer> around = Arbitraries.integers().between(-10_800, 10_800);
    return Combinators.combine(Arbitraries.of(ZONES), instants, around, Arbitraries.of(true, false))
        .as(
            (zone, instant, seconds, near) -> {
              ZoneOffsetTransition change = ZoneId.of(zone).getRules().nextTransition(instant);
              return near && change != null
                  ? new Moment(zone, change.getInstant().plusSeconds(seconds))
                  : new Moment(zone, instant);
            });
  }
}
