package bactrian.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final Slots MIDNIGHT = Slots.of("0 0 0 * * ?", "UTC");
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
  private static final Instant SLOT = Instant.parse("2026-11-23T00:00:00Z");

  @Test
  void theLastMissedSlotIsMadeUpAndTheOnesBeforeAreNot() {
    assertThat(CatchUp.due(MIDNIGHT, taken("2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z"), NOW))
        .contains(SLOT);
  }

  @Test
  void aSlotThatWasKeptIsNotMadeUp() {
    assertThat(CatchUp.due(MIDNIGHT, taken("2026-11-23T00:00:00Z", "2026-11-22T00:00:00Z"), NOW))
        .isEmpty();
  }

  @Test
  void aBackupByHandSinceTheSlotStandsForIt() {
    assertThat(CatchUp.due(MIDNIGHT, taken("2026-11-23T07:59:59Z"), NOW)).isEmpty();
    assertThat(CatchUp.due(MIDNIGHT, taken("2026-11-22T23:59:59Z"), NOW)).contains(SLOT);
  }

  @Test
  void anEmptyCatalogWaitsForTheSchedule() {
    assertThat(CatchUp.due(MIDNIGHT, List.of(), NOW)).isEmpty();
  }

  @Test
  void aBackupFromTheFutureStandsForNoSlot() {
    assertThat(CatchUp.due(MIDNIGHT, taken("2027-11-23T00:00:00Z"), NOW)).contains(SLOT);
  }

  @Test
  void aScheduleWithoutSlotsHasNothingToMakeUp() {
    Slots never = Slots.of("0 0 0 30 2 ?", "UTC");
    assertThat(CatchUp.due(never, taken("2026-11-22T00:00:00Z"), NOW)).isEmpty();
  }

  private static List<Instant> taken(String... instants) {
    return Stream.of(instants).map(Instant::parse).toList();
  }
}
