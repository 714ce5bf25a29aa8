package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
final class SwapTest {
  @Test
  void swapsOn13(@PostgresLab.Major(13) LabServer server) throws Exception {
    swapsAsAPlainOwner(server);
  }

  @Test
  void swapsOn14(@PostgresLab.Major(14) LabServer server) throws Exception {
    swapsAsAPlainOwner(server);
  }

  @Test
  void swapsOn15(@PostgresLab.Major(15) LabServer server) throws Exception {
    swapsAsAPlainOwner(server);
  }

  @Test
  void swapsOn16(@PostgresLab.Major(16) LabServer server) throws Exception {
    swapsAsAPlainOwner(server);
  }

  @Test
  void swapsOn17(@PostgresLab.Major(17) LabServer server) throws Exception {
    swapsAsAPlainOwner(server);
  }

  @Test
  void swapsOn18(@PostgresLab.Major(18) LabServer server) throws Exception {
    swapsAsAPlainOwner(server);
  }

  private static void swapsAsAPlainOwner(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "swap_plain")) {
      stage.asOwner(
          "postgres",
          "COMMENT ON DATABASE swap_plain IS 'it''s ours'",
          "ALTER DATABASE swap_plain SET default_transaction_read_only = on",
          "ALTER DATABASE swap_plain CONNECTION LIMIT 9",
          "REVOKE ALL ON DATABASE swap_plain FROM PUBLIC");
      Swapped swapped = stage.swap(stage.side("new"));

      assertThat(swapped.live()).isEqualTo("swap_plain");
      assertThat(swapped.kept()).contains("swap_plain_before_20201003115557");
      assertThat(stage.content("swap_plain")).isEqualTo("new");
      assertThat(stage.content(swapped.kept().orElseThrow())).isEqualTo("old");
      assertThat(stage.comment("swap_plain")).isEqualTo("it's ours");
      assertThat(
              Marker.parse(
                  swapped.kept().orElseThrow(), stage.comment(swapped.kept().orElseThrow())))
          .hasValueSatisfying(
              marker -> {
                assertThat(marker.role()).isEqualTo(DatabaseRole.BEFORE);
                assertThat(marker.original()).isEqualTo("swap_plain");
                assertThat(marker.commentOrNull()).isEqualTo("it's ours");
              });
      try (Connection session = server.connect("postgres")) {
        DatabaseProperties now = DatabaseProperties.read(session, "swap_plain").orElseThrow();
        assertThat(now.connectionLimit()).isEqualTo(9);
        assertThat(now.settings())
            .containsExactly(new DatabaseSetting(null, "default_transaction_read_only", "on"));
        assertThat(now.grants()).noneMatch(grant -> grant.granteeOrNull() == null);
      }
    }
  }

  @Test
  void withoutALiveDatabaseTheSideOneGetsTheName(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "swap_none")) {
      String side = stage.side("new");
      stage.asOwner("postgres", "DROP DATABASE swap_none");
      Swapped swapped =
          new Swap(stage.admin)
              .into(
                  stage.lock,
                  side,
                  "r1",
                  Stage.NOW,
                  List.of("GRANT CONNECT ON DATABASE swap_none TO PUBLIC"));
      assertThat(swapped.kept()).isEmpty();
      assertThat(stage.content("swap_none")).isEqualTo("new");
      assertThat(stage.comment("swap_none")).isNull();
    }
  }

  @Test
  void aNameOf63BytesIsSwappedToo(LabServer server) throws Exception {
    String name = "swap_long_name_of_it" + "é".repeat(21) + "x";
    assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSize(63);
    try (Stage stage = new Stage(server, name)) {
      Swapped swapped = stage.swap(stage.side("new"));
      assertThat(stage.content(name)).isEqualTo("new");
      assertThat(stage.content(swapped.kept().orElseThrow())).isEqualTo("old");
    }
  }

  @Test
  void clientsThatReconnectWithoutPauseFindTheOldOrTheNewOne(LabServer server) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger ended = new AtomicInteger();
    Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    ExecutorService clients = Executors.newFixedThreadPool(2);
    List<Future<?>> running = new ArrayList<>();
    try (Stage stage = new Stage(server, "swap_busy");
        Connection idle = server.connect("swap_busy", stage.owner, "pw")) {
      String side = stage.side("new");
      for (int i = 0; i < 2; i++) {
        running.add(
            clients.submit(
                () -> {
                  while (!over.get()) {
                    reconnect(stage, seen, ended);
                  }
                }));
      }
      Awaitility.await().until(() -> count(seen, "old") > 10);
      stage.swap(side);
      Awaitility.await().until(() -> count(seen, "new") > 10);
      over.set(true);
      for (Future<?> client : running) {
        client.get();
      }
      assertThat(seen).containsOnlyKeys("old", "new");
      assertThat(idle.isValid(10)).isFalse();
    } finally {
      over.set(true);
      clients.shutdown();
    }
  }

  @Test
  void aSuperusersSessionIsNamedAndNothingIsChanged(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "swap_blocked");
        Connection superuser = server.connect("swap_blocked")) {
      String side = stage.side("new");
      int pid = pid(superuser);
      assertThatThrownBy(() -> stage.swap(side))
          .isInstanceOfSatisfying(
              RunFailure.class,
              failure -> {
                assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(failure.sentence())
                    .contains(
                        "\"swap_blocked\"",
                        "was not swapped and nothing about it was changed",
                        "in the way: process " + pid + " (user \"postgres\"")
                    .endsWith("end these sessions, then run again.");
              });
      assertThat(stage.content("swap_blocked")).isEqualTo("old");
      assertThat(stage.content(side)).isEqualTo("new");
      assertThat(stage.comment("swap_blocked")).isNull();
      assertThat(new MarkedDatabases(stage.admin).of("swap_blocked")).hasSize(1);
    }
  }

  @Test
  void killedBetweenTheRenamesItLeavesTheOldOneInPlace(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "swap_killed")) {
      String side = stage.side("new");
      ExecutorService run = Executors.newSingleThreadExecutor();
      // Holds up the second renaming, when the first has happened.
      try (Connection inTheSide = server.connect(side)) {
        assertThat(inTheSide.isValid(10)).isTrue();
        Future<Swapped> swap = run.submit(() -> stage.swap(side));
        String second =
            "FROM pg_stat_activity WHERE application_name = 'bactrian test of swap_killed'"
                + " AND state = 'active' AND query LIKE 'ALTER DATABASE \"swap_killed_side%RENAME%'";
        Awaitility.await()
            .until(() -> LabFiles.text(server, "SELECT count(*) " + second).equals("1"));
        server.execute("postgres", "SELECT pg_terminate_backend(pid) " + second);
        assertThatThrownBy(swap::get).hasRootCauseInstanceOf(SQLException.class);
      } finally {
        run.shutdown();
      }
      assertThat(stage.content("swap_killed")).isEqualTo("old");
      assertThat(stage.content(side)).isEqualTo("new");
      assertThat(stage.swap(side).kept()).isPresent();
      assertThat(stage.content("swap_killed")).isEqualTo("new");
    }
  }

  @Test
  void withoutTheLockNothingIsSwapped(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "swap_unlocked")) {
      String side = stage.side("new");
      stage.lock.close();
      assertThatThrownBy(() -> stage.swap(side))
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("The lock on database \"swap_unlocked\" was lost");
      assertThat(stage.content("swap_unlocked")).isEqualTo("old");
    }
  }

  @Test
  void aStatementThatFailsAtItsEndUndoesAll(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "swap_undone")) {
      String side = stage.side("new");
      assertThatThrownBy(
              () ->
                  new Swap(stage.admin)
                      .into(
                          stage.lock,
                          side,
                          "r1",
                          Stage.NOW,
                          List.of("ALTER DATABASE swap_undone OWNER TO nobody_at_all")))
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("nothing about it was changed")
          .hasMessageContaining("nobody_at_all");
      assertThat(stage.content("swap_undone")).isEqualTo("old");
      assertThat(stage.content(side)).isEqualTo("new");
    }
  }

  private static void reconnect(Stage stage, Map<String, AtomicInteger> seen, AtomicInteger ended) {
    try {
      seen.computeIfAbsent(stage.content(stage.live), key -> new AtomicInteger()).incrementAndGet();
    } catch (SQLException e) {
      // Sent away, or refused between the two: what a client sees of a swap.
      ended.incrementAndGet();
    }
  }

  private static int count(Map<String, AtomicInteger> seen, String content) {
    return seen.getOrDefault(content, new AtomicInteger()).get();
  }

  private static int pid(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        var row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
