package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.archive.TocEntry;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.RichDatabase;
import bactrian.postgres.Identifier;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.Literal;
import bactrian.postgres.SwapNeeds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps in their order, by the real programs, from head, lists and a pipe. */
final class RestoreRoundTripTest {
  /** A name that looks like a connection string, and is another than the one that was dumped. */
  private static final String SIDE = "dbname=it's \\ \"side\"";

  /** What pg_dump moves behind the primary keys, with grants and comments on it. */
  private static final String MORE =
      """
      CREATE MATERIALIZED VIEW plain.postponed AS
        SELECT b.id, b.name, count(*) FROM plain.person p JOIN plain.person b ON p.boss = b.id
        GROUP BY b.id;
      CREATE MATERIALIZED VIEW plain.on_postponed AS SELECT count(*) FROM plain.postponed;
      CREATE VIEW plain.late AS SELECT * FROM plain.postponed;
      CREATE INDEX ON plain.postponed (name);
      GRANT SELECT ON plain.postponed, plain.late TO %s;
      COMMENT ON MATERIALIZED VIEW plain.postponed IS 'late';
      CREATE TABLE plain.forced (id integer);
      INSERT INTO plain.forced VALUES (1), (2);
      ALTER TABLE plain.forced ENABLE ROW LEVEL SECURITY;
      ALTER TABLE plain.forced FORCE ROW LEVEL SECURITY;
      CREATE POLICY odd ON plain.forced USING (id %% 2 = 1);""";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "13, 15, false",
    "14, 15, false",
    "15, 15, false",
    "15, 17, true",
    "16, 17, true",
    "17, 17, false",
    "18, 18, false"
  })
  void aSuperuserGetsEverythingBack(int server, int client, boolean script) throws Exception {
    try (LabServer lab = LabServer.start(server)) {
      RichDatabase rich = RichDatabase.create(lab, "rich");
      lab.execute("rich", MORE.formatted(quoted(rich.reader())));
      lab.execute(
          "rich",
          "CREATE SUBSCRIPTION \"sub 'x\" CONNECTION 'dbname=x password=canary' PUBLICATION p"
              + " WITH (connect = false)",
          "COMMENT ON SUBSCRIPTION \"sub 'x\" IS 'left out with it'");
      Client superuser = new Client(client, lab, LabServer.SUPERUSER, LabServer.PASSWORD, folder);
      ReadArchive archive = ReadArchive.of(superuser.dump("rich"));
      RestoreSteps steps = RestoreSteps.of(archive.head(), LabServer.SUPERUSER);
      assertEveryEntryOnce(archive, steps);
      assertThat(steps.subscriptions()).containsExactly("sub 'x");
      ArchiveDatabase database = ArchiveDatabase.of(archive.head()).orElseThrow();
      lab.execute("postgres", database.creating(SIDE, server));
      lab.execute("postgres", "REVOKE CONNECT ON DATABASE " + quoted(SIDE) + " FROM PUBLIC");

      restore(archive, steps, superuser, script);

      lab.execute("postgres", database.finishing(SIDE).toArray(String[]::new));
      lab.execute("rich", "COMMENT ON SUBSCRIPTION \"sub 'x\" IS NULL");
      assertThat(rich.content().differences(DatabaseContent.read(lab, SIDE))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "13, 13, 15, false",
    "14, 15, 15, false",
    "16, 16, 17, true",
    "16, 17, 17, false",
    "13, 18, 18, false",
    "18, 18, 18, false"
  })
  void anOrdinaryOwnerGetsEverythingBackOnTheSameOrANewerServer(
      int from, int to, int client, boolean script) throws Exception {
    try (LabServer source = LabServer.start(from);
        LabServer server = LabServer.start(to)) {
      RichDatabase rich = RichDatabase.createOrdinary(source, "rich");
      execute(source, rich.owner(), MORE.formatted(quoted(rich.reader())));
      server.execute(
          "postgres",
          "CREATE ROLE %s LOGIN CREATEDB PASSWORD %s"
              .formatted(quoted(rich.owner()), Literal.quote(RichDatabase.OWNER_PASSWORD)),
          "CREATE ROLE " + quoted(rich.reader()),
          "GRANT %s TO %s".formatted(quoted(rich.reader()), quoted(rich.owner())));
      ReadArchive archive = ReadArchive.of(superuser(client, source).dump("rich"));
      RestoreSteps steps = RestoreSteps.of(archive.head(), LabServer.SUPERUSER);
      assertThat(ArchiveNeeds.of(steps))
          .isEqualTo(
              new SwapNeeds(
                  Set.of(rich.owner()),
                  Set.of(rich.owner(), rich.reader()),
                  Set.of("hstore", "btree_gist", "bactrian_lab"),
                  Set.of()));
      ArchiveDatabase database = ArchiveDatabase.of(archive.head()).orElseThrow();
      Client owner = new Client(client, server, rich.owner(), RichDatabase.OWNER_PASSWORD, folder);
      execute(server, rich.owner(), "postgres", database.creating(SIDE, to));

      restore(archive, steps, owner, script);

      assertThat(inside(rich.content()).differences(inside(DatabaseContent.read(server, SIDE))))
          .filteredOn(line -> from == to || !comesFromTheVersion(line))
          .isEmpty();
    }
  }

  /** Newer extensions, views printed otherwise, multiranges, and whose schema public is. */
  private static boolean comesFromTheVersion(String difference) {
    return difference.startsWith("other: extension ")
        || difference.startsWith("other: relation ")
        || difference.startsWith("other: schema public")
        || (difference.startsWith("new: ") && difference.contains("span_multirange"));
  }

  private static DatabaseContent inside(DatabaseContent content) {
    return content.without("database").without("database setting");
  }

  private Client superuser(int client, LabServer server) {
    return new Client(client, server, LabServer.SUPERUSER, LabServer.PASSWORD, folder);
  }

  /** Step after step, and the comparison where it belongs. */
  private void restore(ReadArchive archive, RestoreSteps steps, Client client, boolean script)
      throws Exception {
    for (RestoreStep step : RestoreStep.values()) {
      client.restore(archive, steps, step, SIDE, script);
      if (step == RestoreStep.DATA) {
        assertThat(differences(archive, client)).isEmpty();
        assertEveryLossIsSeen(archive, client);
      }
    }
  }

  private static java.util.List<String> differences(ReadArchive archive, Client client) {
    JdbcSource side = new JdbcSource(client.target(SIDE), "counting");
    return new RowCounts(new SideBySide(side, 2)).differences(archive.head(), archive.entries());
  }

  private static void assertEveryLossIsSeen(ReadArchive archive, Client client) throws Exception {
    // In one transaction each would have to be seen from outside: so they are made and mended.
    try (Connection session = new JdbcSource(client.target(SIDE), "harm").connect();
        Statement statement = session.createStatement()) {
      statement.execute("INSERT INTO plain.empty VALUES (1)");
      assertThat(differences(archive, client))
          .containsExactly("Table \"plain\".\"empty\" has 1 rows where the backup has 0.");
      statement.execute("TRUNCATE plain.empty");
      String leaf;
      try (ResultSet row =
          statement.executeQuery("SELECT tableoid::regclass::text FROM plain.mooded LIMIT 1")) {
        row.next();
        leaf = row.getString(1);
      }
      statement.execute(
          "CREATE TEMPORARY TABLE moved AS SELECT * FROM " + leaf + " ORDER BY n LIMIT 1");
      statement.execute("DELETE FROM plain.mooded WHERE n = (SELECT n FROM moved)");
      assertThat(differences(archive, client))
          .containsExactly(
              "The partitions of table \"plain\".\"mooded\" have 299 rows where the backup has"
                  + " 300.");
      statement.execute("INSERT INTO plain.mooded SELECT * FROM moved");
      statement.execute("SELECT lo_create(4711)");
      assertThat(differences(archive, client))
          .containsExactly("The database has 23 large objects where the backup has 22.");
      statement.execute("SELECT lo_unlink(4711)");
      statement.execute("INSERT INTO plain.lab_note VALUES (77, 'by a newer version')");
      assertThat(differences(archive, client)).isEmpty();
      statement.execute("DELETE FROM plain.lab_note WHERE id = 77");
      statement.execute("ALTER TABLE plain.columnless RENAME TO gone");
      assertThat(differences(archive, client))
          .containsExactly("Table \"plain\".\"columnless\" of the backup was not restored.");
      statement.execute("ALTER TABLE plain.gone RENAME TO columnless");
    }
  }

  private static void assertEveryEntryOnce(ReadArchive archive, RestoreSteps steps) {
    assertThat(RestoreStepsTest.everyEntry(steps))
        .containsExactlyInAnyOrderElementsOf(archive.head().entries())
        .extracting(TocEntry::dumpId)
        .doesNotHaveDuplicates();
  }

  private static void execute(LabServer server, String user, String sql) throws Exception {
    execute(server, user, "rich", sql);
  }

  private static void execute(LabServer server, String user, String database, String sql)
      throws Exception {
    try (Connection session = server.connect(database, user, RichDatabase.OWNER_PASSWORD);
        Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String quoted(String name) {
    return Identifier.quote(name);
  }
}
