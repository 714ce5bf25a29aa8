package bactrian.contract;

import static bactrian.contract.ServerSnapshot.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.RichDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What was backed up comes back, row by row, with everything that belongs to the database. */
@ExtendWith(PostgresLab.class)
class RoundTripTest {
  /** As long as PostgreSQL keeps names, and full of what has broken other tools. */
  private static final String NAME = longest("\"weird\" name='it''s' /@:%\\ $(x);&é ");

  /** Tables and views with rows, and roots of partitions with rows, that were not analysed. */
  private static final String WITHOUT_STATISTICS =
      """
      SELECT string_agg(c.oid::regclass::text, ' ')
      FROM pg_class c
      WHERE c.relkind IN ('r', 'm', 'p') AND c.relnatts > 0
        AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        AND NOT EXISTS (SELECT FROM pg_statistic WHERE starelid = c.oid)
        AND (pg_relation_size(c.oid) > 0
          OR EXISTS (SELECT FROM pg_partition_tree(c.oid) t WHERE pg_relation_size(t.relid) > 0))""";

  @TempDir private Path folder;
  private ServerSnapshot before;
  private RichDatabase rich;

  @BeforeEach
  void lookAtTheServer(LabServer server) throws Exception {
    before = ServerSnapshot.of(server, NAME);
  }

  @AfterEach
  void cleanUp() throws Exception {
    before.dropNewDatabases();
    rich.drop();
  }

  @Test
  void everythingComesBackAndWhatWasReplacedIsKept(LabServer server) throws Exception {
    rich = RichDatabase.create(server, NAME);
    rich.makeReadOnlyByDefault();
    ChildAk ak = ChildAk.in(folder).withServer(server, NAME);
    DatabaseContent backedUp = rich.content();
    String name = backUp(ak);
    destroy();
    DatabaseContent destroyed = rich.content();
    assertThat(backedUp.differences(destroyed)).hasSizeGreaterThan(100);

    ChildAk.Ended restore = ak.run("restore", "-i", name, "--yes");

    assertThat(restore.exitCode()).as(restore.err()).isZero();
    assertThat(restore.lines())
        .containsExactly("Restored " + name + " as database \"" + NAME + "\"");
    assertThat(backedUp.differences(rich.content())).isEmpty();
    assertThat(withoutStatistics(server)).isNull();
    assertThat(before.newDatabases()).hasSize(2).contains(NAME);
    String kept = before.newDatabases().stream().filter(n -> !n.equals(NAME)).findAny().get();
    assertThat(restore.err()).contains("is kept as \"" + kept + "\"");
    assertThat(kept.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
    assertThat(destroyed.without("database").differences(content(server, kept).without("database")))
        .isEmpty();
  }

  private static String withoutStatistics(LabServer server) throws SQLException {
    try (Connection session = server.connect(NAME);
        Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(WITHOUT_STATISTICS)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void anOrdinaryOwnerWhoMayCreateDatabasesGetsEverythingBack(LabServer server) throws Exception {
    rich = RichDatabase.createOrdinary(server, NAME);
    // Settings that only a superuser may copy to another database; RestoreRefusalsTest has them.
    server.execute(
        "postgres",
        "ALTER ROLE " + quoted(rich.owner()) + " CREATEDB",
        "ALTER DATABASE " + quoted(NAME) + " RESET \"lab.note\"",
        "ALTER ROLE " + quoted(rich.reader()) + " IN DATABASE " + quoted(NAME) + " RESET ALL");
    ChildAk ak = asOwner(server);
    DatabaseContent backedUp = rich.content();
    String name = backUp(ak);
    destroy();

    ChildAk.Ended restore = ak.run("restore", name, "--yes");

    assertThat(restore.exitCode()).as(restore.err()).isZero();
    assertThat(backedUp.differences(rich.content())).isEmpty();
  }

  @Test
  void aDatabaseThatIsGoneComesBackWithItsSettingsOwnerAndGrants(LabServer server)
      throws Exception {
    rich = RichDatabase.create(server, NAME);
    rich.makeReadOnlyByDefault();
    ChildAk ak = ChildAk.in(folder).withServer(server, NAME);
    DatabaseContent backedUp = rich.content();
    backUp(ak);
    server.execute("postgres", "DROP DATABASE " + quoted(NAME));

    ChildAk.Ended restore = ak.run("restore", "latest", "--yes");

    assertThat(restore.exitCode()).as(restore.err()).isZero();
    assertThat(backedUp.differences(rich.content())).isEmpty();
    assertThat(before.newDatabases()).containsExactly(NAME);
  }

  @Test
  void aCopyOfAnotherNameLeavesTheLiveOneAlone(LabServer server) throws Exception {
    rich = RichDatabase.create(server, NAME);
    ChildAk ak = ChildAk.in(folder).withServer(server, NAME);
    backUp(ak);
    ServerSnapshot live = ServerSnapshot.of(server, NAME);

    ChildAk.Ended restore = ak.run("restore", "latest", "--into", "it's a \"copy\"", "--yes");

    assertThat(restore.exitCode()).as(restore.err()).isZero();
    assertThat(live.newDatabases()).containsExactly("it's a \"copy\"");
    assertThat(live.contentOrNull().differences(content(server, "it's a \"copy\""))).isEmpty();
    assertThat(live.contentOrNull().differences(rich.content())).isEmpty();
  }

  @Test
  void aPlanTouchesNothing(LabServer server) throws Exception {
    rich = RichDatabase.create(server, NAME);
    ChildAk ak = ChildAk.in(folder).withServer(server, NAME);
    String name = backUp(ak);
    ServerSnapshot live = ServerSnapshot.of(server, NAME);

    ChildAk.Ended plan = ak.run("restore", "latest", "--dry-run");

    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out()).startsWith("Plan: restore " + name + " as database \"" + NAME + "\"");
    assertThat(live.changes()).isEmpty();
  }

  @Test
  void thePasswordIsNowhereInWhatARestoreSays(LabServer server) throws Exception {
    rich = RichDatabase.create(server, NAME);
    ChildAk ak = ChildAk.in(folder).withServer(server, NAME);
    backUp(ak);

    ChildAk.Ended restore = ak.run("restore", "latest", "--yes", "--verbose");
    ChildAk.Ended rollback = ak.run("rollback", "--yes", "--verbose");

    assertThat(restore.exitCode()).as(restore.err()).isZero();
    assertThat(rollback.exitCode()).as(rollback.err()).isZero();
    assertThat(List.of(restore.out(), restore.err(), rollback.out(), rollback.err()))
        .noneMatch(text -> text.contains(LabServer.PASSWORD) || text.contains("pa/ss"));
  }

  private ChildAk asOwner(LabServer server) {
    return ChildAk.in(folder)
        .withServer(server, NAME)
        .withSetting("user", rich.owner())
        .withSetting("password", RichDatabase.OWNER_PASSWORD);
  }

  private static String backUp(ChildAk ak) throws Exception {
    ChildAk.Ended backup = ak.run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
    return backup.out().strip();
  }

  /** Leaves the database with nothing of what it held, and with something else. */
  private void destroy() throws Exception {
    rich.server()
        .execute(
            NAME,
            "SET default_transaction_read_only = off",
            "DROP SCHEMA plain CASCADE",
            "DROP SCHEMA \"S'pace \"\"$(touch /tmp/x)\"\" ;--\\é\" CASCADE",
            "SELECT lo_unlink(oid) FROM pg_largeobject_metadata",
            "CREATE TABLE public.of_today AS SELECT 1 AS n");
  }

  private static DatabaseContent content(LabServer server, String database) throws Exception {
    return DatabaseContent.read(server, database);
  }

  private static String longest(String start) {
    return start + "x".repeat(63 - start.getBytes(StandardCharsets.UTF_8).length);
  }
}
