package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a plan tells, beside what stands against it, as text and as JSON; nothing is touched. */
@ExtendWith(PostgresLab.class)
class RestorePlanTest {
  private static final String DATABASE = "contract_plan";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private LabServer server;
  private ServerSnapshot empty;
  private ChildAk ak;

  @BeforeEach
  void backUp(LabServer lab) throws Exception {
    server = lab;
    empty = ServerSnapshot.of(server, DATABASE);
    server.execute(
        "postgres",
        "CREATE ROLE plan_owner LOGIN CONNECTION LIMIT 3 PASSWORD 'canary'"
            + " VALID UNTIL '2030-01-01 00:00:00+00'",
        "CREATE ROLE plan_reader",
        "ALTER ROLE plan_reader SET \"plan.key\" = 'canary'",
        "CREATE DATABASE contract_plan OWNER plan_owner");
    server.execute(
        DATABASE,
        "CREATE TABLE t AS SELECT generate_series(1, 1000) AS n",
        "GRANT SELECT ON t TO plan_reader",
        "CREATE TABLE authentik_version_history (id int, version text, timestamp timestamptz)",
        "INSERT INTO authentik_version_history VALUES (1, '2024.2.3', now())");
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    // As a superuser, so that the hashes are in the globals.
    ChildAk.Ended backup = ak.withSetting("backup.role_passwords", "true").run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
  }

  @AfterEach
  void drop() throws Exception {
    empty.dropNewDatabases();
    server.execute("postgres", "DROP ROLE IF EXISTS plan_owner", "DROP ROLE IF EXISTS plan_reader");
  }

  @Test
  void missingRolesWithTheLinesThatMakeThem() throws Exception {
    server.execute("postgres", "DROP DATABASE contract_plan");
    server.execute("postgres", "DROP ROLE plan_owner", "DROP ROLE plan_reader");

    JsonNode roles = plan(4).get("missing_roles");

    assertThat(roles.toString())
        .isEqualTo(
            JSON.readTree(
                    """
                    [{"name": "plan_owner", "statements": [
                       "CREATE ROLE plan_owner",
                       "ALTER ROLE plan_owner WITH NOSUPERUSER INHERIT NOCREATEROLE NOCREATEDB LOGIN NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 3 VALID UNTIL '2030-01-01 00:00:00+00'"]},
                     {"name": "plan_reader", "statements": [
                       "CREATE ROLE plan_reader",
                       "ALTER ROLE plan_reader WITH NOSUPERUSER INHERIT NOCREATEROLE NOCREATEDB NOLOGIN NOREPLICATION NOBYPASSRLS"]}]
                    """)
                .toString());
    ChildAk.Ended text = ak.run("restore", "latest", "--dry-run");
    assertThat(text.exitCode()).isEqualTo(4);
    assertThat(text.out())
        .contains(
            "  missing role plan_owner, by the backup's globals:\n    CREATE ROLE plan_owner;\n")
        .contains("    ALTER ROLE plan_reader WITH NOSUPERUSER ")
        .contains("against it: The backup names the owner \"plan_owner\"")
        .doesNotContain("canary")
        .doesNotContain("SCRAM");

    for (JsonNode role : roles) {
      for (JsonNode statement : role.get("statements")) {
        server.execute("postgres", statement.asText());
      }
    }
    assertThat(plan(0).get("missing_roles")).isEmpty();
  }

  @Test
  void rolesThatDamagedGlobalsDoNotMakeAreStillNamed() throws Exception {
    server.execute(DATABASE, "DROP OWNED BY plan_reader", "DROP ROLE plan_reader");
    StoreFolder store = new StoreFolder(folder.resolve("backups"));
    Path globals = store.path().resolve(store.published().get(0) + ".globals.zst");
    byte[] bytes = Files.readAllBytes(globals);
    bytes[bytes.length / 2] ^= 1;
    Files.write(globals, bytes);

    JsonNode plan = plan(4);

    assertThat(plan.get("missing_roles").toString())
        .isEqualTo("[{\"name\":\"plan_reader\",\"statements\":[]}]");
    assertThat(plan.get("notes").toString())
        .contains("what makes the missing roles could not be read", ".globals.zst");
  }

  @Test
  void whoWouldBeDisconnectedAndNobodyIs() throws Exception {
    try (Connection one = server.connect(DATABASE, "plan_owner", "canary");
        Connection two = server.connect(DATABASE, "plan_owner", "canary")) {
      one.setClientInfo("ApplicationName", "gunicorn");
      two.setClientInfo("ApplicationName", "gunicorn");

      assertThat(plan(0).get("ended_connections").toString())
          .isEqualTo(
              "[{\"user\":\"plan_owner\",\"client\":\"127.0.0.1\",\"application\":\"gunicorn\",\"count\":2}]");
      assertThat(ak.run("restore", "latest", "--dry-run").out())
          .contains("  to be ended: 2 connections: plan_owner@127.0.0.1 \"gunicorn\" (2)\n");
      assertThat(ak.run("restore", "latest", "--dry-run", "--in-place").out())
          .doesNotContain("to be ended");
      assertThat(one.isValid(5) && two.isValid(5)).isTrue();
    }
    assertThat(ak.run("restore", "latest", "--dry-run").out())
        .contains("  to be ended: no connection\n");
  }

  @Test
  void spaceAndWhatIsThereNow() throws Exception {
    JsonNode plan = plan(0);

    assertThat(plan.get("needed_bytes")).isEqualTo(plan.get("raw_size"));
    assertThat(plan.get("free_bytes").asLong()).isPositive();
    assertThat(plan.get("disk").asText()).startsWith("/");
    assertThat(plan.get("live_bytes").asLong()).isGreaterThan(1_000_000);
    assertThat(plan.get("live_application_version").asText()).isEqualTo("2024.2.3");
    assertThat(plan.get("target_server_version").asText()).startsWith("15.");
    assertThat(ak.run("restore", "latest", "--dry-run").out())
        .containsPattern("the live database: [0-9.]+ MiB, application 2024\\.2\\.3\n")
        .containsPattern("the disk of the server: about [0-9.]+ KiB, and WAL; .* are free in /");
    JsonNode beside = plan(0, "--into", "contract_plan_copy");
    assertThat(beside.get("live_bytes").isNull()).isTrue();
    assertThat(beside.get("ended_connections")).isEmpty();
  }

  @Test
  void howLongItTakesOnceAProofHasTimedARestore() throws Exception {
    assertThat(plan(0).get("expected_seconds").isNull()).isTrue();
    ChildAk.Ended proof = ak.run("verify", "latest");
    assertThat(proof.exitCode()).as(proof.err()).isZero();

    assertThat(plan(0).get("expected_seconds").asLong()).isPositive();
    assertThat(ak.run("restore", "latest", "--dry-run").out())
        .containsPattern(
            "  to take: about [0-9.]+ s, as the proof of default-[0-9-]+\\.psql restored"
                + " [0-9.]+ KiB in [0-9.]+ s\n");
    assertThat(plan(0, "--in-place").get("expected_seconds").isNull()).isTrue();
  }

  @Test
  void aRoleThatMayNotKnowTheDataFolderIsToldSo() throws Exception {
    server.execute("postgres", "ALTER ROLE plan_owner CREATEDB");
    server.execute(DATABASE, "ALTER TABLE t OWNER TO plan_owner");
    server.execute(DATABASE, "ALTER TABLE authentik_version_history OWNER TO plan_owner");
    ChildAk owner = ak.withSetting("user", "plan_owner").withSetting("password", "canary");
    assertThat(owner.run("backup").exitCode()).isZero();

    ChildAk.Ended plan = owner.run("restore", "latest", "--dry-run");

    assertThat(plan.out()).contains("; how much is free cannot be seen from here");
  }

  @Test
  void anotherLocaleAndAnotherVersionOfTheCollationAreNoted() throws Exception {
    server.execute("postgres", "DROP DATABASE contract_plan");
    server.execute(
        "postgres",
        "CREATE DATABASE contract_plan OWNER plan_owner TEMPLATE template0 LC_COLLATE 'C'"
            + " LOCALE_PROVIDER icu ICU_LOCALE 'de'",
        "UPDATE pg_database SET datcollversion = '1.2.3' WHERE datname = 'contract_plan'");

    assertThat(plan(0).get("notes").toString())
        .contains("sorted by version 1.2.3 of its collation")
        .contains("sorted by the locale C.UTF-8, the live one sorts by C: so will the restored");
  }

  /** The plan as JSON; no secret is in what was said. */
  private JsonNode plan(int exitCode, String... options) throws Exception {
    String[] words = new String[options.length + 4];
    System.arraycopy(new String[] {"restore", "latest", "--dry-run", "--json"}, 0, words, 0, 4);
    System.arraycopy(options, 0, words, 4, options.length);
    ServerSnapshot before = ServerSnapshot.of(server, "");
    ChildAk.Ended plan = ak.run(words);
    assertThat(plan.exitCode()).as(plan.err()).isEqualTo(exitCode);
    assertThat(plan.out() + plan.err()).doesNotContain("canary").doesNotContain("SCRAM");
    assertThat(before.changes()).isEmpty();
    return JSON.readTree(plan.out());
  }
}
