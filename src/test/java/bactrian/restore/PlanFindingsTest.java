package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.postgres.ServerDisk;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PlanFindingsTest {
  private static final long GIBIBYTE = 1024L * 1024 * 1024;

  @Test
  void aDiskThatWouldBecomeFullStandsAgainstItUnlessForced() {
    assertThat(PlanFindings.refusals(facts(OptionalLong.of(2 * GIBIBYTE + 1), 2 * GIBIBYTE)))
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.forceAllows()).isTrue();
              assertThat(refusal.sentence())
                  .contains("about 2,048 MiB in /data, where 2,048 MiB are free");
            });
  }

  @Test
  void roomEnoughOrNotKnownStandsAgainstNothing() {
    assertThat(PlanFindings.refusals(facts(OptionalLong.of(GIBIBYTE), GIBIBYTE))).isEmpty();
    assertThat(PlanFindings.refusals(facts(OptionalLong.empty(), 0))).isEmpty();
    assertThat(
            PlanFindings.refusals(facts(OptionalLong.of(GIBIBYTE), Optional.<ServerDisk>empty())))
        .isEmpty();
  }

  private static PlanFacts facts(OptionalLong needed, long free) {
    return facts(needed, Optional.of(new ServerDisk(Path.of("/data"), free)));
  }

  private static PlanFacts facts(OptionalLong needed, Optional<ServerDisk> disk) {
    return new PlanFacts(Optional.empty(), Optional.empty(), needed, disk, 0, List.of(), List.of());
  }
}
