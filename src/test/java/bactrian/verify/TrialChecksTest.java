package bactrian.verify;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.archive.ArchiveHead;
import bactrian.archive.ArchiveReader;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.PostgresLab;
import bactrian.restore.RestoreSteps;
import java.io.InputStream;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is not there, or not in force, is seen. */
@ExtendWith(PostgresLab.class)
class TrialChecksTest {
  private static final String DATABASE = "trial_checks";
  private LabServer server;

  @BeforeEach
  void create(LabServer lab) throws Exception {
    server = lab;
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE SCHEMA \"odd name\"",
        "CREATE TABLE \"odd name\".\"a table\" (id integer PRIMARY KEY, n integer NOT NULL)",
        "CREATE TABLE child (id integer CONSTRAINT \"to a\" REFERENCES \"odd name\".\"a table\","
            + " u integer CONSTRAINT once UNIQUE)",
        "CREATE INDEX \"an index\" ON \"odd name\".\"a table\" (n)",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'",
        "CREATE TRIGGER watch BEFORE INSERT ON child EXECUTE FUNCTION f()",
        "CREATE TABLE parts (n integer) PARTITION BY LIST (n)",
        "CREATE TABLE part PARTITION OF parts FOR VALUES IN (1)",
        "CREATE INDEX whole ON parts (n)",
        "ALTER TABLE child ADD CONSTRAINT late CHECK (u > 0) NOT VALID");
  }

  @AfterEach
  void drop() throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @Test
  void nothingIsMissingWhereNothingWasTakenAway() throws Exception {
    assertThat(missing(steps())).isEmpty();
  }

  @Test
  void whatWasTakenAwayIsNamed() throws Exception {
    RestoreSteps steps = steps();
    server.execute(
        DATABASE,
        "DROP INDEX \"odd name\".\"an index\"",
        "ALTER TABLE child DROP CONSTRAINT \"to a\"",
        "ALTER TABLE child DROP CONSTRAINT late",
        "ALTER TABLE child DROP CONSTRAINT once",
        "DROP TRIGGER watch ON child",
        "DROP INDEX whole");

    assertThat(missing(steps))
        .containsExactlyInAnyOrder(
            "INDEX an index of schema odd name was not restored, or is not in force.",
            "FK CONSTRAINT child to a of schema public was not restored, or is not in force.",
            "CHECK CONSTRAINT child late of schema public was not restored, or is not in force.",
            "CONSTRAINT child once of schema public was not restored, or is not in force.",
            "TRIGGER child watch of schema public was not restored, or is not in force.",
            "INDEX whole of schema public was not restored, or is not in force.",
            "INDEX part_n_idx of schema public was not restored, or is not in force.");
  }

  @Test
  void anIndexThatLacksARowOfItsTableIsNamed() throws Exception {
    server.execute(
        DATABASE,
        "CREATE FUNCTION g(integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN $1; END'",
        "INSERT INTO \"odd name\".\"a table\" SELECT n, n FROM generate_series(1, 100) n",
        "CREATE INDEX changing ON \"odd name\".\"a table\" (g(n))");
    assertThat(damaged()).isEmpty();
    server.execute(
        DATABASE,
        "CREATE OR REPLACE FUNCTION g(integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql"
            + " AS 'BEGIN RETURN -$1; END'");

    assertThat(damaged())
        .singleElement()
        .asString()
        .startsWith("Index \"odd name\".changing is damaged: ");
  }

  private List<String> missing(RestoreSteps steps) throws Exception {
    Findings findings = new Findings();
    try (Connection session = server.connect(DATABASE)) {
      ObjectCheck.check(session, steps, findings);
    }
    return findings.sentences();
  }

  private List<String> damaged() throws Exception {
    Findings findings = new Findings();
    try (Connection session = server.connect(DATABASE)) {
      IndexCheck.check(session, findings);
    }
    return findings.sentences();
  }

  private RestoreSteps steps() throws Exception {
    ProcessBuilder dump =
        new ProcessBuilder(
            LabTools.client(15).resolve("pg_dump").toString(),
            "-Fc",
            "-Z0",
            "--schema-only",
            "-h",
            server.host(),
            "-p",
            Integer.toString(server.port()),
            "-U",
            LabServer.SUPERUSER,
            DATABASE);
    dump.environment().put("PGPASSWORD", LabServer.PASSWORD);
    Process process = dump.start();
    try (InputStream archive = process.getInputStream()) {
      ArchiveHead head = ArchiveReader.head(archive);
      return RestoreSteps.of(head, LabServer.SUPERUSER);
    } finally {
      process.destroyForcibly();
    }
  }
}
