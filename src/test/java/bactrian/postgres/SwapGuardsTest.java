package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.PostgresLab;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
final class SwapGuardsTest {
  @Test
  void nothingStandsAgainstAPlainOwnerOn15(LabServer server) throws Exception {
    nothingStandsAgainstAPlainOwner(server);
  }

  @Test
  void nothingStandsAgainstAPlainOwnerOn13And18(
      @PostgresLab.Major(13) LabServer oldest, @PostgresLab.Major(18) LabServer newest)
      throws Exception {
    nothingStandsAgainstAPlainOwner(oldest);
    nothingStandsAgainstAPlainOwner(newest);
  }

  private static void nothingStandsAgainstAPlainOwner(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "guard_none");
        Connection own = server.connect("guard_none", stage.owner, "pw")) {
      assertThat(own.isValid(10)).isTrue();
      stage.asOwner("postgres", "ALTER DATABASE guard_none SET work_mem = '5MB'");
      assertThat(
              find(
                  stage,
                  new SwapNeeds(
                      Set.of(stage.owner), Set.of(stage.owner), Set.of("plpgsql"), Set.of())))
          .isEmpty();
    }
  }

  @Test
  void aRoleWithoutCreatedbGetsTheLineThatHelps(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "guard_createdb")) {
      server.execute("postgres", "ALTER ROLE owner_of_guard_createdb NOCREATEDB");
      assertOnly(
          stage,
          SwapNeeds.NONE,
          "Role \"owner_of_guard_createdb\" may not create databases: run ALTER ROLE"
              + " \"owner_of_guard_createdb\" CREATEDB, or restore with --in-place.");
    }
  }

  @Test
  void somebodyElsesDatabaseIsRefused(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "guard_owner")) {
      server.execute("postgres", "ALTER DATABASE guard_owner OWNER TO postgres");
      assertThat(find(stage, SwapNeeds.NONE))
          .singleElement()
          .satisfies(
              refusal ->
                  assertThat(refusal.sentence())
                      .startsWith(
                          "Database \"guard_owner\" belongs to \"postgres\", not to"
                              + " \"owner_of_guard_owner\": run ALTER DATABASE \"guard_owner\""
                              + " OWNER TO \"owner_of_guard_owner\""));
    }
  }

  @Test
  void aSuperusersSessionIsNamed(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "guard_session");
        Connection superuser = server.connect("guard_session")) {
      assertThat(superuser.isValid(10)).isTrue();
      assertThat(find(stage, SwapNeeds.NONE))
          .singleElement()
          .satisfies(
              refusal ->
                  assertThat(refusal.sentence())
                      .contains(
                          "a session that our role may not end",
                          "(user \"postgres\"",
                          "run SELECT pg_terminate_backend("));
      assertThat(
              new SwapGuards(Targets.source(server, "postgres"))
                  .find("guard_session", SwapNeeds.NONE))
          .isEmpty();
    }
  }

  @Test
  void missingRolesAndExtensionsComeWithTheirLines(LabServer server) throws Exception {
    server.execute("postgres", "CREATE ROLE guard_stranger");
    try (Stage stage = new Stage(server, "guard_needs")) {
      assertOnly(
          stage,
          needs(Set.of("guard \"absent\"", "guard_stranger"), Set.of("no_such", "file_fdw")),
          "The backup names the owner \"guard \"\"absent\"\"\", which the server does not have: run"
              + " CREATE ROLE \"guard \"\"absent\"\"\", and GRANT \"guard \"\"absent\"\"\" TO"
              + " \"owner_of_guard_needs\".",
          "The backup names the owner \"guard_stranger\", whose member \"owner_of_guard_needs\" is"
              + " not: run GRANT \"guard_stranger\" TO \"owner_of_guard_needs\".",
          "The backup needs the extension \"file_fdw\", which only a superuser may create: restore"
              + " as one instead of \"owner_of_guard_needs\".",
          "The backup needs the extension \"no_such\", which the server does not have: install its"
              + " package on the server.");
      server.execute("postgres", "GRANT guard_stranger TO owner_of_guard_needs");
      assertThat(find(stage, needs(Set.of("guard_stranger"), Set.of()))).isEmpty();
    } finally {
      server.execute("postgres", "DROP ROLE guard_stranger");
    }
  }

  @Test
  void settingsThatOurRoleMayNotCopyAreRefusedWithoutTheirValue(LabServer server) throws Exception {
    try (Stage stage = new Stage(server, "guard_setting")) {
      server.execute(
          "postgres",
          "ALTER DATABASE guard_setting SET log_min_messages = 'error'",
          "ALTER DATABASE guard_setting SET \"app.key\" = 'canary-7341'");
      assertThat(find(stage, SwapNeeds.NONE))
          .singleElement()
          .satisfies(
              refusal ->
                  assertThat(refusal.sentence())
                      .contains("may not copy the settings", "\"log_min_messages\"")
                      .doesNotContain("canary"));
    }
  }

  @Test
  void preparedTransactionsSlotsAndSubscriptionsAreRefused() throws Exception {
    try (LabServer own =
        LabServer.start(
            15, "wal_level=logical", "max_prepared_transactions=5", "max_wal_senders=5")) {
      try (Stage stage = new Stage(own, "guard_bound")) {
        stage.asOwner("guard_bound", "BEGIN; CREATE TABLE p (); PREPARE TRANSACTION 'it''s'");
        assertOnly(
            stage,
            SwapNeeds.NONE,
            "Database \"guard_bound\" has the prepared transaction 'it''s': run COMMIT PREPARED"
                + " 'it''s' or ROLLBACK PREPARED 'it''s' in it.");
        stage.asOwner("guard_bound", "ROLLBACK PREPARED 'it''s'");

        own.execute("guard_bound", "SELECT pg_create_logical_replication_slot('held', 'pgoutput')");
        List<Refusal> slot = find(stage, SwapNeeds.NONE);
        assertThat(slot).singleElement().satisfies(r -> assertThat(r.forceAllows()).isTrue());
        assertThatThrownBy(() -> Refusal.require(slot, false))
            .isInstanceOfSatisfying(
                RunFailure.class,
                failure -> {
                  assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED);
                  assertThat(failure.sentence())
                      .contains("'held'", "pg_drop_replication_slot('held')", "--force");
                });
        assertThatCode(() -> Refusal.require(slot, true)).doesNotThrowAnyException();
        own.execute("guard_bound", "SELECT pg_drop_replication_slot('held')");

        own.execute(
            "guard_bound",
            "CREATE SUBSCRIPTION \"my Sub\" CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH"
                + " (connect = false, slot_name = NONE)");
        assertThat(find(stage, SwapNeeds.NONE)).isEmpty();
        own.execute(
            "guard_bound",
            "ALTER SUBSCRIPTION \"my Sub\" SET (slot_name = 's')",
            "ALTER SUBSCRIPTION \"my Sub\" ENABLE");
        assertThat(find(stage, SwapNeeds.NONE))
            .anySatisfy(
                refusal ->
                    assertThat(refusal.sentence())
                        .isEqualTo(
                            "Database \"guard_bound\" has the live subscription \"my Sub\": run"
                                + " ALTER SUBSCRIPTION \"my Sub\" DISABLE in it."));
        own.execute(
            "guard_bound",
            "ALTER SUBSCRIPTION \"my Sub\" DISABLE",
            "ALTER SUBSCRIPTION \"my Sub\" SET (slot_name = NONE)",
            "DROP SUBSCRIPTION \"my Sub\"");
      }
    }
  }

  @Test
  void aStandbyIsRefused() throws Exception {
    try (LabServer own = LabServer.start(15)) {
      String restart = LabTools.server(15).resolve("pg_ctl") + " -D . -m fast -w restart";
      own.execute(
          "postgres",
          "COPY (SELECT '') TO PROGRAM 'touch standby.signal; setsid "
              + restart
              + " > /dev/null 2>&1 < /dev/null &'");
      Awaitility.await()
          .ignoreExceptions()
          .until(() -> LabFiles.text(own, "SELECT pg_is_in_recovery()").equals("t"));
      assertThat(new SwapGuards(Targets.source(own, "postgres")).find("any", SwapNeeds.NONE))
          .extracting(Refusal::sentence)
          .containsExactly(
              "The server at 127.0.0.1:"
                  + own.port()
                  + " is a standby and cannot be written: name its primary in postgresql.host.");
    }
  }

  private static List<Refusal> find(Stage stage, SwapNeeds needs) {
    return new SwapGuards(stage.admin).find(stage.live, needs);
  }

  private static void assertOnly(Stage stage, SwapNeeds needs, String... sentences) {
    assertThat(find(stage, needs)).extracting(Refusal::sentence).containsExactly(sentences);
  }

  private static SwapNeeds needs(Set<String> roles, Set<String> extensions) {
    return new SwapNeeds(roles, Set.of(), extensions, Set.of());
  }

  @Test
  void rolesOfGrantsMustExistAndWhatOnlyASuperuserMayCreateNeedsOne(LabServer server)
      throws Exception {
    try (Stage stage = new Stage(server, "guard_mentions")) {
      assertOnly(
          stage,
          new SwapNeeds(
              Set.of(stage.owner),
              Set.of(stage.owner, LabServer.SUPERUSER, "guard nobody"),
              Set.of(),
              Set.of("EVENT TRIGGER watching")),
          "The backup names the role \"guard nobody\", which the server does not have: run CREATE"
              + " ROLE \"guard nobody\", or restore it from the backup's globals.",
          "The backup has what only a superuser may create (EVENT TRIGGER watching): restore as one"
              + " instead of \"owner_of_guard_mentions\".");
    }
  }
}
