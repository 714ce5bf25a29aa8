package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.ChildAk;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.RichDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** However many lanes there are, what they load together is what one stream loads. */
@ExtendWith(PostgresLab.class)
class LanesContractTest {
  private static final String DATABASE = "contract_lanes";

  @TempDir private Path folder;
  private ServerSnapshot before;
  private ChildAk ak;

  @BeforeEach
  void lookAtTheServer(LabServer server) throws Exception {
    before = ServerSnapshot.of(server, DATABASE);
    ak = ChildAk.in(folder).withServer(server, DATABASE);
  }

  @AfterEach
  void cleanUp() throws Exception {
    before.dropNewDatabases();
  }

  @Test
  void anyNumberOfLanesGivesTheSameContent(LabServer server) throws Exception {
    RichDatabase rich = RichDatabase.create(server, DATABASE);
    try {
      backUp();
      for (String jobs : List.of("1", "3", "8")) {
        String copy = "contract_lanes_" + jobs;

        restore("latest", "--into", copy, "--jobs", jobs);

        assertThat(
                rich.content()
                    .without("database")
                    .without("database setting")
                    .differences(
                        DatabaseContent.read(server, copy)
                            .without("database")
                            .without("database setting")))
            .as(jobs + " lanes")
            .isEmpty();
      }
    } finally {
      before.dropNewDatabases();
      rich.drop();
    }
  }

  /** Keys, triggers and policies would refuse or hide rows if they were there before the rows. */
  @Test
  void oneHugeTableIsLoadedBySeveralLanesAndNothingGetsInTheWay(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE other (id integer PRIMARY KEY)",
        "CREATE TABLE huge (id integer PRIMARY KEY, words text[], text text)",
        "INSERT INTO huge SELECT n, ARRAY[md5(n::text), n::text], repeat(md5(n::text), 25)"
            + " FROM generate_series(1, 160000) n",
        "INSERT INTO other SELECT id FROM huge WHERE id % 100 = 0",
        "CREATE INDEX ON huge USING gin (words)",
        "CREATE INDEX by_text ON huge (text)",
        "COMMENT ON INDEX by_text IS 'made early'",
        "ALTER TABLE other ADD FOREIGN KEY (id) REFERENCES huge",
        "CREATE TABLE parted (n integer PRIMARY KEY, text text) PARTITION BY RANGE (n)",
        "CREATE TABLE large_part PARTITION OF parted FOR VALUES FROM (0) TO (100000)",
        "CREATE INDEX ON parted (text)",
        "INSERT INTO parted SELECT id, text FROM huge WHERE id < 20000",
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
            + " AS 'BEGIN RAISE ''no''; END'",
        "CREATE TRIGGER refuse BEFORE INSERT ON huge FOR EACH ROW EXECUTE FUNCTION refuse()",
        "ALTER TABLE huge ENABLE ALWAYS TRIGGER refuse",
        "ALTER TABLE huge ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE huge FORCE ROW LEVEL SECURITY",
        "CREATE POLICY none ON huge USING (false)");
    DatabaseContent content = DatabaseContent.read(server, DATABASE);
    backUp();
    server.execute(DATABASE, "DROP TABLE other", "TRUNCATE huge");

    restore("latest", "--jobs", "3");

    assertThat(content.without("database").differences(read(server).without("database"))).isEmpty();
    assertThat(number(server, "SELECT count(DISTINCT xmin::text) FROM huge")).isGreaterThan(1);
  }

  @Test
  void aBlockOfLargeObjectsIsLoadedBySeveralLanes(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "SELECT count(lo_from_bytea(n, decode(repeat(md5(n::text), 12500), 'hex')))"
            + " FROM generate_series(5000, 5419) n");
    String content = "SELECT sum(hashtext(oid || md5(lo_get(oid)))) FROM pg_largeobject_metadata";
    long whole = number(server, content);
    backUp();
    server.execute(DATABASE, "SELECT lo_unlink(5007)", "SELECT lo_put(5008, 0, 'other')");

    restore("latest", "--jobs", "2");

    assertThat(number(server, content)).isEqualTo(whole);
    assertThat(number(server, "SELECT count(DISTINCT xmin::text) FROM pg_largeobject"))
        .isGreaterThan(1);
  }

  @Test
  void thousandsOfTablesAndHundredsOfPartitionsAreLoaded(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "DO $$ BEGIN FOR n IN 1..2000 LOOP EXECUTE format('CREATE TABLE t%s AS SELECT %s AS n', n,"
            + " n); COMMIT; END LOOP; END $$",
        "CREATE TABLE parts (n integer PRIMARY KEY, text text) PARTITION BY RANGE (n)",
        "DO $$ BEGIN FOR n IN 0..299 LOOP EXECUTE format('CREATE TABLE p%s PARTITION OF parts FOR"
            + " VALUES FROM (%s) TO (%s)', n, n * 10, n * 10 + 10); END LOOP; END $$",
        "INSERT INTO parts SELECT n, md5(n::text) FROM generate_series(0, 2999) n",
        "SELECT count(lo_from_bytea(n, sha256(n::text::bytea))) FROM generate_series(100000,"
            + " 103000) n");
    backUp();
    String sum =
        "SELECT (SELECT sum(n) FROM parts) + (SELECT count(*) FROM pg_largeobject)"
            + " + (SELECT sum(reltuples) FROM pg_class WHERE relname ~ '^t[0-9]')";
    server.execute(DATABASE, "ANALYZE");
    long whole = number(server, sum);
    server.execute(DATABASE, "TRUNCATE parts", "TRUNCATE t7", "SELECT lo_unlink(100007)");

    restore("latest", "--jobs", "2");

    assertThat(number(server, sum)).isEqualTo(whole);
    assertThat(number(server, "SELECT n FROM t7")).isEqualTo(7);
  }

  @Test
  void aLaneThatDiesFailsTheRestoreAndTheLiveDatabaseIsAsItWas(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE huge AS SELECT n, repeat(md5(n::text), 30) AS text"
            + " FROM generate_series(1, 120000) n");
    backUp();
    server.execute(DATABASE, "DELETE FROM huge WHERE n > 10");
    ServerSnapshot live = ServerSnapshot.of(server, DATABASE);

    try (ChildAk.Running restore =
        ak.start("restore", "latest", "--yes", "--quiet", "--jobs", "2")) {
      await().atMost(ChildAk.PATIENCE).until(() -> !restore.alive() || loading(restore).size() > 1);
      loading(restore).get(1).destroyForcibly();
      ChildAk.Ended ended = restore.await();

      assertThat(OneSentence.of(ended, 1)).contains("pg_restore");
      assertThat(restore.descendants()).isEmpty();
    }
    assertThat(live.changes()).isEmpty();
  }

  /** The pg_restore processes that load rows at this moment. */
  private static List<ProcessHandle> loading(ChildAk.Running restore) {
    return restore.descendants().stream()
        .filter(
            child -> child.info().commandLine().filter(line -> line.contains("/data-")).isPresent())
        .toList();
  }

  private void backUp() throws Exception {
    ChildAk.Ended backup = ak.run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
  }

  private void restore(String... arguments) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of("restore", "--yes", "--quiet"));
    all.addAll(List.of(arguments));
    ChildAk.Ended restore = ak.run(all.toArray(String[]::new));
    assertThat(restore.exitCode()).as(restore.err()).isZero();
  }

  private static DatabaseContent read(LabServer server) throws Exception {
    return DatabaseContent.read(server, DATABASE);
  }

  private static long number(LabServer server, String query) throws Exception {
    try (Connection session = server.connect(DATABASE);
        Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
