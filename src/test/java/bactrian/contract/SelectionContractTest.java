package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some tables of a backup come into a new database, and nothing else is touched or read. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelectionContractTest {
  private static final String DATABASE = "contract_selection";
  private static final String COPY = "contract_selection_copy";

  private ServerSnapshot empty;
  private ServerSnapshot before;
  private ChildAk ak;
  private String name;
  private Path backups;

  @BeforeAll
  void backUp(LabServer server, @TempDir Path shared) throws Exception {
    empty = ServerSnapshot.of(server, DATABASE);
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE EXTENSION hstore",
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TABLE groups (id integer PRIMARY KEY)",
        "CREATE TABLE person (id serial PRIMARY KEY, mood mood, tags hstore,"
            + " group_id integer REFERENCES groups)",
        "CREATE TRIGGER stamp BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION stamp()",
        "CREATE TABLE note (person integer REFERENCES person, text text)",
        "COMMENT ON TABLE person IS 'people'",
        "GRANT SELECT ON person TO PUBLIC",
        "CREATE TABLE aaa_first AS SELECT n, md5(n::text) FROM generate_series(1, 300000) n",
        "CREATE TABLE zzz_last AS SELECT n, md5(n::text) FROM generate_series(1, 300000) n",
        "CREATE SCHEMA side",
        "CREATE TABLE side.person AS SELECT 'other' AS text",
        "CREATE VIEW side.people AS SELECT * FROM side.person",
        "CREATE MATERIALIZED VIEW side.filled AS SELECT * FROM side.people",
        "CREATE MATERIALIZED VIEW side.elsewhere AS SELECT count(*) FROM public.person",
        "INSERT INTO groups VALUES (1)",
        "INSERT INTO person (mood, group_id) SELECT 'happy', 1 FROM generate_series(1, 5000)",
        "INSERT INTO note SELECT 1, 'x'",
        "SELECT lo_from_bytea(4711, 'x')");
    ak = ChildAk.in(shared).withServer(server, DATABASE);
    ChildAk.Ended backup = ak.run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    name = backup.out().strip();
    backups = shared.resolve("backups");
    before = ServerSnapshot.of(server, DATABASE);
  }

  @AfterEach
  void dropTheCopy() throws Exception {
    before.dropNewDatabases();
    assertThat(before.changes()).isEmpty();
  }

  @AfterAll
  void drop() throws Exception {
    empty.dropNewDatabases();
  }

  @Test
  void oneTableComesWithWhatItNeedsAndWhatStandsOnIt(LabServer server) throws Exception {
    ChildAk.Ended restore =
        ak.run("restore", name, "--table", "public.person", "--into", COPY, "--yes");

    assertThat(restore.exitCode()).as(restore.err()).isZero();
    assertThat(text(server, "SELECT count(*) FROM person WHERE mood = 'happy'")).isEqualTo("5000");
    assertThat(text(server, "SELECT nextval('person_id_seq')")).isEqualTo("5001");
    assertThat(text(server, "SELECT string_agg(tgname, ' ') FROM pg_trigger")).isEqualTo("stamp");
    assertThat(text(server, "SELECT obj_description('person'::regclass)")).isEqualTo("people");
    assertThat(text(server, "SELECT has_table_privilege('public', 'person', 'SELECT')"))
        .isEqualTo("t");
    assertThat(
            text(
                server,
                "SELECT string_agg(conname, ' ') FROM pg_constraint WHERE conrelid >= 16384 AND contype <> 'n'"))
        .isEqualTo("person_pkey");
    assertThat(
            text(
                server,
                "SELECT string_agg(oid::regclass::text, ' ') FROM pg_class WHERE relkind = 'r'"
                    + " AND oid >= 16384"))
        .isEqualTo("person");
    assertThat(text(server, "SELECT count(*) FROM pg_largeobject_metadata")).isEqualTo("0");
    assertThat(restore.err())
        .contains("fk constraint person person_group_id_fkey is left out")
        .doesNotContain("note_person_fkey")
        .contains("only public.person and what that needs");
  }

  @Test
  void severalTablesKeepWhatIsBetweenThem(LabServer server) throws Exception {
    ChildAk.Ended restore =
        ak.run(
            "restore",
            name,
            "--table",
            "public.g?o*",
            "--table",
            "public.person",
            "--into",
            COPY,
            "--yes");

    assertThat(restore.exitCode()).as(restore.err()).isZero();
    assertThat(text(server, "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"))
        .isEqualTo("1");
  }

  @Test
  void aSchemaComesWithItsViews(LabServer server) throws Exception {
    ChildAk.Ended restore = ak.run("restore", name, "--schema", "side", "--into", COPY, "--yes");

    assertThat(restore.exitCode()).as(restore.err()).isZero();
    assertThat(text(server, "SELECT text FROM side.people")).isEqualTo("other");
    assertThat(text(server, "SELECT text FROM side.filled")).isEqualTo("other");
    assertThat(text(server, "SELECT relispopulated FROM pg_class WHERE relname = 'elsewhere'"))
        .isEqualTo("f");
    assertThat(text(server, "SELECT count(*) FROM person")).as("only its form").isEqualTo("0");
    assertThat(restore.err()).contains("materialized view data elsewhere is left out");
  }

  /** If it were read, its hash would be found wrong. */
  @Test
  void onlyTheFramesOfTheTableAreRead(LabServer server) throws Exception {
    Path archive = backups.resolve(name + ".zst");
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      long place = file.length() / 4;
      file.seek(place);
      int byteThere = file.read();
      file.seek(place);
      file.write(byteThere ^ 1);
      try {
        ChildAk.Ended whole = ak.run("restore", name, "--into", COPY, "--yes", "--quiet");
        assertThat(OneSentence.of(whole, 1)).contains("with public.aaa_first, are not what");

        ChildAk.Ended restore =
            ak.run("restore", name, "--table", "public.person", "--into", COPY, "--yes", "--quiet");

        assertThat(restore.exitCode()).as(restore.err()).isZero();
        assertThat(text(server, "SELECT count(*) FROM person")).isEqualTo("5000");
      } finally {
        file.seek(place);
        file.write(byteThere);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"public.nobody", "nobody", "Person"})
  void aTableThatIsNotThereIsNotFound(String table) throws Exception {
    assertThat(
            OneSentence.of(
                ak.run("restore", name, "--table", table, "--into", COPY, "--yes", "--quiet"), 3))
        .contains("The backup has no table " + table);
  }

  @Test
  void withoutAnotherDatabaseTheTablesComeIntoASchemaBesideTheLiveOne(LabServer server)
      throws Exception {
    ChildAk.Ended restore =
        ak.run("restore", name, "--table", "public.person", "--schema", "side", "--yes");

    assertThat(restore.exitCode()).as(restore.err()).isZero();
    Matcher schemas =
        Pattern.compile("schema \"(public_restored_[0-9]{14})\".* \"(side_restored_[0-9]{14})\"")
            .matcher(restore.out());
    assertThat(schemas.find()).as(restore.out()).isTrue();
    String beside = schemas.group(1);
    try {
      String person = beside + ".person";
      assertThat(live(server, "SELECT count(*) FROM " + person + " WHERE mood = 'happy'"))
          .isEqualTo("5000");
      assertThat(live(server, "SELECT pg_typeof(tags) FROM " + person + " LIMIT 1"))
          .as("the live database's own extension")
          .isEqualTo("hstore");
      assertThat(live(server, "SELECT pg_get_serial_sequence('" + person + "', 'id')"))
          .isEqualTo(beside + ".person_id_seq");
      assertThat(live(server, "SELECT text FROM " + schemas.group(2) + ".people"))
          .isEqualTo("other");
      assertThat(restore.err()).doesNotContain("to be ended");
    } finally {
      server.execute(
          DATABASE,
          "DROP SCHEMA " + beside + " CASCADE",
          "DROP SCHEMA " + schemas.group(2) + " CASCADE");
    }
  }

  @Test
  void rowsThatDoNotArriveBesideAreMissedAndNothingStays(LabServer server) throws Exception {
    server.execute(
        DATABASE,
        "CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        """
        CREATE FUNCTION sabotage() RETURNS event_trigger LANGUAGE plpgsql AS $$
        DECLARE
          made record;
        BEGIN
          FOR made IN SELECT object_identity FROM pg_event_trigger_ddl_commands() WHERE object_type = 'table' LOOP
            EXECUTE format('CREATE TRIGGER skip BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION public.skip()', made.object_identity);
          END LOOP;
        END $$""",
        "CREATE EVENT TRIGGER sabotage ON ddl_command_end WHEN TAG IN ('CREATE TABLE')"
            + " EXECUTE FUNCTION sabotage()");
    try {
      assertThat(
              OneSentence.of(
                  ak.run("restore", name, "--table", "public.groups", "--yes", "--quiet"), 1))
          .containsPattern("public_restored_\\d+\\.groups has 0 rows where the backup has 1");
    } finally {
      server.execute(
          DATABASE,
          "DROP EVENT TRIGGER sabotage",
          "DROP FUNCTION sabotage()",
          "DROP FUNCTION skip()");
    }
  }

  @Test
  void liveTablesAreNeverWrittenOver() throws Exception {
    assertThat(
            OneSentence.of(
                ak.run("restore", name, "--table", "person", "--in-place", "--yes", "--quiet"), 2))
        .contains("never restored over live ones");
  }

  private static String text(LabServer server, String query) throws Exception {
    return text(server, COPY, query);
  }

  private static String live(LabServer server, String query) throws Exception {
    return text(server, DATABASE, query);
  }

  private static String text(LabServer server, String database, String query) throws Exception {
    try (Connection session = server.connect(database);
        Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
