package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.failure.StreamFailure;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.PostgresLab.Major;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
class GlobalsTest {
  private static final Duration LOCK_TIMEOUT = Duration.ofMinutes(5);

  @Test
  void anOrdinaryRoleGetsAllButThePasswords(
      @Major(13) LabServer s13,
      @Major(14) LabServer s14,
      LabServer s15,
      @Major(16) LabServer s16,
      @Major(17) LabServer s17,
      @Major(18) LabServer s18)
      throws Exception {
    for (LabServer server : List.of(s13, s14, s15, s16, s17, s18)) {
      server.execute(
          "postgres",
          "DROP ROLE IF EXISTS globals_app, \"globals Other\"",
          "CREATE ROLE globals_app LOGIN PASSWORD 'x'",
          "CREATE ROLE \"globals Other\"",
          "GRANT \"globals Other\" TO globals_app",
          "ALTER ROLE globals_app SET work_mem = '8MB'");
      boolean passwords;
      try (Connection connection = server.connect("postgres", "globals_app", "x")) {
        passwords = GlobalsState.withPasswords(true, ServerFacts.read(connection));
      }

      ClientRun run = dumpAll(server, "globals_app", "x", passwords);

      assertThat(run.messages()).isEmpty();
      assertThat(run.status()).isZero();
      assertThat(run.output())
          .contains("CREATE ROLE \"globals Other\"")
          .contains("GRANT \"globals Other\" TO globals_app")
          .contains("ALTER ROLE globals_app SET work_mem TO '8MB'")
          .doesNotContain("PASSWORD");
      assertThat(GlobalsState.written(true, passwords, run.messages()))
          .isEqualTo(
              new GlobalsState(
                  GlobalsState.Kind.WITHOUT_PASSWORDS,
                  List.of("role passwords (only a superuser may read them)")));
      server.execute("postgres", "DROP ROLE globals_app, \"globals Other\"");
    }
  }

  @Test
  void aSuperuserGetsThePasswordsWhenTheyAreWanted(LabServer server) throws Exception {
    ServerFacts facts;
    try (Connection connection = server.connect("postgres")) {
      facts = ServerFacts.read(connection);
    }
    assertThat(GlobalsState.withPasswords(true, facts)).isTrue();
    assertThat(GlobalsState.withPasswords(false, facts)).isFalse();

    ClientRun all = dumpAll(server, LabServer.SUPERUSER, LabServer.PASSWORD, true);
    ClientRun without = dumpAll(server, LabServer.SUPERUSER, LabServer.PASSWORD, false);

    assertThat(all.output()).contains("PASSWORD 'SCRAM-SHA-256");
    assertThat(GlobalsState.written(true, true, all.messages()))
        .isEqualTo(new GlobalsState(GlobalsState.Kind.COMPLETE, List.of()));
    assertThat(without.output()).contains("CREATE ROLE postgres").doesNotContain("SCRAM");
    assertThat(GlobalsState.written(false, false, without.messages()).kind())
        .isEqualTo(GlobalsState.Kind.WITHOUT_PASSWORDS);
  }

  @Test
  void aFailingPgDumpallLeavesNothingAndSaysWhy(LabServer server) throws Exception {
    server.execute("postgres", "CREATE ROLE globals_poor LOGIN PASSWORD 'x'");

    ClientRun run = dumpAll(server, "globals_poor", "x", true);

    assertThat(run.status()).isNotZero();
    GlobalsState state =
        GlobalsState.absent(new StreamFailure(String.join(" ", run.messages()), null));
    assertThat(state.kind()).isEqualTo(GlobalsState.Kind.ABSENT);
    assertThat(state.kind().text()).isEqualTo("absent");
    assertThat(state.missing())
        .singleElement()
        .asString()
        .startsWith("roles and tablespaces (")
        .contains("permission denied for table pg_authid");
    server.execute("postgres", "DROP ROLE globals_poor");
  }

  @Test
  void complaintsOfAPgDumpallThatEndedWellAreKept() {
    assertThat(GlobalsState.written(false, false, List.of("", " pg_dumpall: warning: orphan ")))
        .satisfies(state -> assertThat(state.kind()).isEqualTo(GlobalsState.Kind.PARTIAL))
        .satisfies(
            state ->
                assertThat(state.missing()).hasSize(2).endsWith("pg_dumpall: warning: orphan"));
  }

  @Test
  void theAdminDatabaseMayHaveAHostileName(LabServer server) throws Exception {
    String name = "host=x 'y\\z";
    server.execute("postgres", "CREATE DATABASE " + Identifier.quote(name));
    for (int client : new int[] {15, 17, 18}) {
      ClientRun run =
          ClientRun.of(
              client,
              "pg_dumpall",
              GlobalsArguments.of(
                  Targets.of(server, name, LabServer.SUPERUSER, LabServer.PASSWORD),
                  false,
                  LOCK_TIMEOUT),
              LabServer.PASSWORD);

      assertThat(run.messages()).isEmpty();
      assertThat(run.output()).contains("CREATE ROLE postgres");
    }
    server.execute("postgres", "DROP DATABASE " + Identifier.quote(name));
  }

  private static ClientRun dumpAll(
      LabServer server, String user, String password, boolean withPasswords) throws Exception {
    return ClientRun.of(
        ClientRun.clientFor(server),
        "pg_dumpall",
        GlobalsArguments.of(
            Targets.of(server, "postgres", user, password), withPasswords, LOCK_TIMEOUT),
        password);
  }
}
