package bactrian.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs after all other test classes, and says which steps of routes none of them has run, in this
 * process or in one that they started. A step inside {@code when}, {@code otherwise}, {@code
 * filter} or {@code doCatch} runs only when its branch is taken, so no branch is left out.
 */
@Order(Integer.MAX_VALUE)
class RouteCoverageTest {
  @TempDir private Path folder;

  /** Judges the whole suite only: the build runs this tag alone, after all others or not at all. */
  @Tag("alone")
  @Test
  void everyStepOfEveryRouteIsRunBySomeTest() throws Exception {
    StepRecords records = StepRecords.ofThisProcess();
    assertThat(records.existing()).isNotEmpty();
    assertThat(records.neverRun()).as("steps of routes that no test has run").isEmpty();
  }

  @Test
  void namesTheStepThatNoProcessHasRun() throws Exception {
    StepRecords one = new StepRecords(folder);
    one.exists(step(3));
    one.exists(step(7));
    one.exists(step(11));
    one.ran(step(3));
    StepRecords other = new StepRecords(folder);
    other.exists(step(7));
    other.ran(step(7));

    assertThat(one.neverRun()).isEqualTo(Set.of("backup.camel.yaml:011 bean in backup"));
  }

  private static RouteStep step(int line) {
    return new RouteStep("backup.camel.yaml", line, "backup", "bean");
  }
}
