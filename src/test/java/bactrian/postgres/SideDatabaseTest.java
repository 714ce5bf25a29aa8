package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
final class SideDatabaseTest {
  @Test
  void isMarkedAndClosedToPublic(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "side_closed")) {
      String side = stage.side("new");
      assertThat(side).isEqualTo("side_closed_side_20201003115557");
      assertThat(Marker.parse(side, stage.comment(side)))
          .hasValueSatisfying(
              marker -> {
                assertThat(marker.role()).isEqualTo(DatabaseRole.SIDE);
                assertThat(marker.run()).isEqualTo("r1");
              });
      server.execute("postgres", "CREATE ROLE side_stranger LOGIN PASSWORD 'pw'");
      try {
        assertThatThrownBy(() -> server.connect(side, "side_stranger", "pw"))
            .hasMessageContaining("permission denied");
      } finally {
        server.execute("postgres", "DROP ROLE side_stranger");
      }
    }
  }

  @Test
  void leftoversOfKilledRunsAreDroppedAndNothingElse(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "side_left");
        Stage other = new Stage(server, "side_other")) {
      String one = stage.side("killed");
      String two = stage.side("killed too");
      String others = other.side("not this one's");
      stage.swap(two);
      String three = stage.side("killed as well");
      stage.asOwner("postgres", "CREATE DATABASE side_left_side_20200101000000");
      try (Connection lingering = server.connect(three, stage.owner, "pw")) {
        assertThat(new SideDatabase(stage.admin).dropLeftovers(stage.lock))
            .containsExactlyInAnyOrder(one, three);
        assertThat(lingering.isValid(10)).isFalse();
      }
      assertThat(
              LabFiles.text(
                  server,
                  "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database"
                      + " WHERE datname LIKE 'side_left%'"))
          .isEqualTo("side_left side_left_before_20201003115557 side_left_side_20200101000000");
      assertThat(other.content(others)).isEqualTo("not this one's");
    }
  }

  /** The server creates a database even when the program that asked for it was killed meanwhile. */
  @Test
  void oneThatWasCreatedAndNotYetMarkedIsALeftoverToo(LabServer server) throws Exception {
    String unopened = " ALLOW_CONNECTIONS false CONNECTION LIMIT 0";
    try (Stage stage = new Stage(server, "side_unmarked")) {
      stage.asOwner("postgres", "CREATE DATABASE side_unmarked_side_20200101000000" + unopened);
      stage.asOwner("postgres", "CREATE DATABASE side_unmarked_side_20201399000000" + unopened);
      stage.asOwner("postgres", "CREATE DATABASE side_unmarked_before_20200101000000" + unopened);
      stage.asOwner("postgres", "CREATE DATABASE side_unmarked_side_mine" + unopened);

      assertThat(new SideDatabase(stage.admin).dropLeftovers(stage.lock))
          .containsExactly("side_unmarked_side_20200101000000");
    }
  }

  @Test
  void oneWhoseCommentWasChangedIsNotDropped(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "side_adopted")) {
      String side = stage.side("new");
      stage.asOwner("postgres", "COMMENT ON DATABASE " + side + " IS 'mine now'");
      assertThatThrownBy(() -> new SideDatabase(stage.admin).drop(stage.lock, side))
          .isInstanceOfSatisfying(
              RunFailure.class,
              failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED));
      assertThat(stage.content(side)).isEqualTo("new");
    }
  }

  @Test
  void withoutTheLockNothingIsDropped(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "side_unlocked")) {
      String side = stage.side("new");
      stage.lock.close();
      assertThatThrownBy(() -> new SideDatabase(stage.admin).drop(stage.lock, side))
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("was lost");
      assertThat(stage.content(side)).isEqualTo("new");
    }
  }
}
