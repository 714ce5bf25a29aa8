package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.util.List;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
final class RollbackTest {
  @Test
  void bringsTheOldOneBackAndASecondTimeTheNewOne(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "roll_twice")) {
      stage.asOwner(
          "postgres",
          "COMMENT ON DATABASE roll_twice IS 'the comment'",
          "ALTER DATABASE roll_twice SET work_mem = '5MB'");
      stage.swap(stage.side("new"));
      stage.asOwner("postgres", "ALTER DATABASE roll_twice RESET work_mem");
      Rollback rollback = new Rollback(stage.admin);

      Swapped first = rollback(stage, 60);
      assertThat(stage.content("roll_twice")).isEqualTo("old");
      assertThat(stage.comment("roll_twice")).isEqualTo("the comment");
      assertThat(
              LabFiles.text(
                  server,
                  "SELECT setconfig::text FROM pg_db_role_setting s JOIN"
                      + " pg_database d ON d.oid = s.setdatabase WHERE datname = 'roll_twice'"))
          .isEqualTo("{work_mem=5MB}");
      assertThat(first.kept()).contains("roll_twice_undone_20201003115657");

      Swapped second = rollback(stage, 120);
      assertThat(stage.content("roll_twice")).isEqualTo("new");
      assertThat(stage.comment("roll_twice")).isEqualTo("the comment");
      assertThat(second.kept()).contains("roll_twice_undone_20201003115757");
      assertThat(rollback.kept("roll_twice"))
          .extracting(MarkedDatabase::name)
          .containsExactly("roll_twice_undone_20201003115757");
    }
  }

  @Test
  void saysAboutHowManyRowsWereWrittenSinceTheSwap(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "roll_written")) {
      stage.swap(stage.side("new"));
      Rollback rollback = new Rollback(stage.admin);
      stage.asOwner("roll_written", "INSERT INTO t SELECT 'more' FROM generate_series(1, 500)");
      Awaitility.await().until(() -> rollback.plan("roll_written").written().orElse(0) >= 500);
      assertThat(rollback.plan("roll_written").written().orElseThrow()).isBetween(500L, 501L);
    }
  }

  @Test
  void isUnsureAboutTheRowsWhenTheStatisticsBeganAnew(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "roll_unsure")) {
      String side = stage.side("new");
      Awaitility.await().until(() -> WrittenRows.in(stage.admin.withDatabase(side)) == 1);
      stage.swap(side);
      server.execute("roll_unsure", "SELECT pg_stat_reset()");
      Awaitility.await()
          .until(
              () ->
                  new Rollback(stage.admin)
                      .plan("roll_unsure")
                      .written()
                      .equals(OptionalLong.empty()));
    }
  }

  @Test
  void withoutALiveDatabaseItPutsTheKeptOneThere(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "roll_gone")) {
      stage.swap(stage.side("new"));
      stage.asOwner("postgres", "DROP DATABASE roll_gone");
      assertThat(rollback(stage, 60).kept()).isEmpty();
      assertThat(stage.content("roll_gone")).isEqualTo("old");
      assertThat(stage.comment("roll_gone")).isNull();
    }
  }

  @Test
  void withoutAnythingKeptThereIsNothingToRollBackTo(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "roll_nothing")) {
      stage.side("only a side database");
      assertThatThrownBy(() -> new Rollback(stage.admin).plan("roll_nothing"))
          .isInstanceOfSatisfying(
              RunFailure.class,
              failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_FOUND))
          .hasMessageContaining("\"roll_nothing\"");
    }
  }

  @Test
  void discardDropsWhatIsMarkedAndNothingElse(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "roll_discard")) {
      stage.asOwner("postgres", "ALTER DATABASE roll_discard IS_TEMPLATE true");
      stage.swap(stage.side("new"));
      stage.swap(stage.side("newer"));
      stage.asOwner(
          "postgres",
          "CREATE DATABASE roll_discard_before_1",
          "ALTER DATABASE roll_discard_before_20201003115557 RENAME TO roll_discard_mine");
      Rollback rollback = new Rollback(stage.admin);
      List<MarkedDatabase> kept = rollback.kept("roll_discard");
      assertThat(kept)
          .singleElement()
          .satisfies(
              database -> {
                assertThat(database.name()).isEqualTo("roll_discard_before_20201003115558");
                assertThat(database.bytes().orElseThrow()).isGreaterThan(1_000_000);
              });
      assertThat(rollback.discard(stage.lock))
          .extracting(MarkedDatabase::name)
          .containsExactly("roll_discard_before_20201003115558");
      assertThat(
              LabFiles.text(
                  server,
                  "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database"
                      + " WHERE datname LIKE 'roll_discard%'"))
          .isEqualTo("roll_discard roll_discard_before_1 roll_discard_mine");
    }
  }

  private static Swapped rollback(Stage stage, int secondsLater) {
    Rollback rollback = new Rollback(stage.admin);
    return rollback.carryOut(
        stage.lock, rollback.plan(stage.live), "r2", Stage.NOW.plusSeconds(secondsLater));
  }
}
