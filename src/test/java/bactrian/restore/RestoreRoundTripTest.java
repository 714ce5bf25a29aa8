package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.archive.TocEntry;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.RichDatabase;
import bactrian.postgres.Identifier;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.SwapNeeds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps in their order, by the real programs, from head, lists and a pipe. */
final class RestoreRoundTripTest {
  /** A name that looks like a connection string, and is another than the one that was dumped. */
  private static final String SIDE = "dbname=it's \\ \"side\"";

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
      Client superuser = new Client(client, lab, LabServer.SUPERUSER, LabServer.PASSWORD, folder);
      ReadArchive archive = ReadArchive.of(superuser.dump("rich"));
      RestoreSteps steps = RestoreSteps.of(archive.head(), LabServer.SUPERUSER);
      assertEveryEntryOnce(archive, steps);
      ArchiveDatabase database = ArchiveDatabase.of(archive.head()).orElseThrow();
      lab.execute("postgres", database.creating(SIDE, server));
      lab.execute("postgres", "REVOKE CONNECT ON DATABASE " + quoted(SIDE) + " FROM PUBLIC");

      restore(archive, steps, superuser, script);

      lab.execute("postgres", database.finishing(SIDE).toArray(String[]::new));
      assertThat(rich.content().differences(DatabaseContent.read(lab, SIDE))).isEmpty();
    }
  }

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
  void anOrdinaryOwnerGetsEverythingBack(int server, int client, boolean script) throws Exception {
    try (LabServer lab = LabServer.start(server)) {
      RichDatabase rich = RichDatabase.createOrdinary(lab, "rich");
      lab.execute("postgres", "ALTER ROLE " + quoted(rich.owner()) + " CREATEDB");
      Client owner = new Client(client, lab, rich.owner(), RichDatabase.OWNER_PASSWORD, folder);
      ReadArchive archive = ReadArchive.of(owner.dump("rich"));
      RestoreSteps steps = RestoreSteps.of(archive.head(), LabServer.SUPERUSER);
      assertThat(ArchiveNeeds.of(steps))
          .isEqualTo(
              new SwapNeeds(
                  java.util.Set.of(rich.owner()),
                  java.util.Set.of(rich.owner(), rich.reader()),
                  java.util.Set.of("hstore", "btree_gist", "bactrian_lab"),
                  java.util.Set.of()));
      ArchiveDatabase database = ArchiveDatabase.of(archive.head()).orElseThrow();
      execute(lab, owner, "postgres", database.creating(SIDE, server));

      restore(archive, steps, owner, script);

      assertThat(
              rich.content()
                  .without("database")
                  .without("database setting")
                  .differences(
                      DatabaseContent.read(lab, SIDE)
                          .without("database")
                          .without("database setting")))
          .isEmpty();
    }
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

  private static List<String> differences(ReadArchive archive, Client client) {
    JdbcSource side = new JdbcSource(client.target(SIDE), "counting");
    return new RowCounts(side, 2).differences(archive.head(), archive.entries());
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

  private static void execute(LabServer lab, Client client, String database, String sql)
      throws Exception {
    try (Connection session = lab.connect(database, client.user(), client.password());
        Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String quoted(String name) {
    return Identifier.quote(name);
  }
}
