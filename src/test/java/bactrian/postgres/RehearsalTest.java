package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
final class RehearsalTest {
  @Test
  void whatWouldWorkLeavesNoTrace(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "rehearsed")) {
      new Rehearsal(stage.admin).of("rehearsed", List.of("COMMENT ON DATABASE rehearsed IS 'x'"));

      assertThat(stage.comment("rehearsed")).isNull();
    }
  }

  @Test
  void whatWouldFailIsRefusedWithoutTheValueOfASetting(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "rehearsed_badly")) {
      assertThatThrownBy(
              () ->
                  new Rehearsal(stage.admin)
                      .of(
                          "rehearsed_badly",
                          List.of("ALTER DATABASE rehearsed_badly OWNER TO \"no such role\"")))
          .isInstanceOfSatisfying(
              RunFailure.class,
              failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED))
          .hasMessageContaining("role \"no such role\" does not exist")
          .hasMessageEndingWith("restore as a superuser, or create the database first.");
      assertThatThrownBy(
              () ->
                  new Rehearsal(stage.admin)
                      .of(
                          "rehearsed_badly",
                          List.of("ALTER DATABASE rehearsed_badly SET work_mem TO 'canary-7'")))
          .hasMessageContaining("(SQLSTATE 22023)")
          .hasMessageNotContaining("canary");
    }
  }
}
