package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.PostgresLab.Major;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What servers say of a database, and of what they lack. */
@ExtendWith(PostgresLab.class)
class LiveDatabaseTest {
  private static final String NAME = "live \"one\"";
  private static final String QUOTED = Identifier.quote(NAME);

  @Test
  void sizeLocaleAndSessions(@Major(13) LabServer old, @Major(18) LabServer young)
      throws Exception {
    for (LabServer server : new LabServer[] {old, young}) {
      server.execute(
          "postgres", "CREATE DATABASE " + QUOTED, "CREATE ROLE live_app LOGIN PASSWORD 'x'");
      try (Connection session = server.connect("postgres");
          Connection one = server.connect(NAME, "live_app", "x");
          Connection two = server.connect(NAME, "live_app", "x");
          Connection other = server.connect(NAME);
          Statement statement = other.createStatement()) {
        for (Connection app : new Connection[] {one, two}) {
          app.setClientInfo("ApplicationName", "the app");
        }
        other.setClientInfo("ApplicationName", "");
        session.setClientInfo("ApplicationName", "bactrian test");

        LiveDatabase live = LiveDatabase.read(session, NAME, server.major()).orElseThrow();

        assertThat(live.sessions())
            .containsExactly(
                new ClientSessions("live_app", "127.0.0.1", "the app", 2),
                new ClientSessions("postgres", "127.0.0.1", null, 1));
        assertThat(live.bytes().orElseThrow()).isGreaterThan(1_000_000);
        assertThat(live.folderOrNull()).isNull();
        assertThat(live.locale().encoding()).isEqualTo("UTF8");
        assertThat(live.sortsOtherwise()).isFalse();
        other.setClientInfo("ApplicationName", "bactrian test");
        assertThat(LiveDatabase.read(session, NAME, server.major()).get().sessions()).hasSize(1);
        assertThat(LiveDatabase.read(session, "nowhere", server.major())).isEmpty();
        assertThat(statement.isClosed()).isFalse();
      } finally {
        server.execute(
            "postgres", "DROP DATABASE " + QUOTED + " WITH (FORCE)", "DROP ROLE live_app");
      }
    }
  }

  @Test
  void theSizeIsNotKnownToWhoMayNotConnect(LabServer server) throws Exception {
    server.execute(
        "postgres",
        "CREATE DATABASE " + QUOTED,
        "REVOKE CONNECT ON DATABASE " + QUOTED + " FROM PUBLIC",
        "CREATE ROLE live_app LOGIN PASSWORD 'x'");
    try (Connection session = server.connect("postgres", "live_app", "x")) {
      assertThat(LiveDatabase.read(session, NAME, server.major()).orElseThrow().bytes()).isEmpty();
    } finally {
      server.execute("postgres", "DROP DATABASE " + QUOTED, "DROP ROLE live_app");
    }
  }

  @Test
  void anotherVersionOfTheCollationIsFound(@Major(17) LabServer server) throws Exception {
    server.execute(
        "postgres",
        "CREATE DATABASE " + QUOTED + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de'");
    try (Connection session = server.connect("postgres")) {
      assertThat(LiveDatabase.read(session, NAME, 17).orElseThrow().sortsOtherwise()).isFalse();
      server.execute(
          "postgres",
          "UPDATE pg_database SET datcollversion = '1.2.3' WHERE datname = 'live \"one\"'");

      LiveDatabase live = LiveDatabase.read(session, NAME, 17).orElseThrow();

      assertThat(live.sortsOtherwise()).isTrue();
      assertThat(live.sortedByOrNull()).isEqualTo("1.2.3");
    } finally {
      server.execute("postgres", "DROP DATABASE " + QUOTED + " WITH (FORCE)");
    }
  }

  @Test
  void whatAServerLacksIsNamed(LabServer server) throws Exception {
    try (Connection session = server.connect("postgres")) {
      assertThat(
              ServerLacks.of(
                  session,
                  new SwapNeeds(
                      Set.of("postgres", "no owner"),
                      Set.of("pg_monitor", "no \"reader\""),
                      Set.of("plpgsql", "no_extension"),
                      Set.of())))
          .isEqualTo(
              new ServerLacks(
                  java.util.List.of("no \"reader\"", "no owner"),
                  java.util.List.of("no_extension")));
    }
  }
}
