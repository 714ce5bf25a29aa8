package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A restore is undone, and the undoing too; what is kept goes only when it is told to. */
@ExtendWith(PostgresLab.class)
class RollbackContractTest {
  private static final String DATABASE = "contract_rollback";

  @TempDir private Path folder;
  private LabServer server;
  private ServerSnapshot empty;
  private ChildAk ak;

  @BeforeEach
  void create(LabServer lab) throws Exception {
    server = lab;
    empty = ServerSnapshot.of(server, DATABASE);
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE t AS SELECT generate_series(1, 100) AS n",
        "SELECT lo_from_bytea(4711, '\\x01')",
        "ALTER DATABASE " + DATABASE + " SET work_mem = '7MB'",
        "COMMENT ON DATABASE " + DATABASE + " IS 'the shop''s'");
    ak = ChildAk.in(folder).withServer(server, DATABASE);
  }

  @AfterEach
  void drop() throws Exception {
    empty.dropNewDatabases();
  }

  @Test
  void bringsTheOldContentBackAndASecondOneUndoesThat() throws Exception {
    DatabaseContent backedUp = content();
    run("backup");
    server.execute(
        DATABASE,
        "DELETE FROM t WHERE n > 10",
        "SELECT lo_unlink(4711)",
        "ALTER DATABASE " + DATABASE + " SET work_mem = '9MB'");
    ServerSnapshot old = ServerSnapshot.of(server, DATABASE);
    run("restore", "latest", "--yes");
    long restored = oid();
    assertThat(
            backedUp
                .without("database")
                .without("database setting")
                .differences(content().without("database").without("database setting")))
        .isEmpty();

    ChildAk.Ended first = run("rollback", "--yes");

    assertThat(old.contentOrNull().differences(content())).isEmpty();
    assertThat(oid()).isEqualTo(old.oids().get(DATABASE));
    assertThat(old.newDatabases())
        .singleElement()
        .asString()
        .matches(DATABASE + "_undone_[0-9]{14}");
    assertThat(first.lines())
        .singleElement()
        .asString()
        .matches(
            "Put \"contract_rollback_before_[0-9]{14}\" back as \"contract_rollback\"; what it"
                + " replaced is kept as \""
                + old.newDatabases().get(0)
                + "\"");

    run("rollback", "--yes");

    assertThat(oid()).isEqualTo(restored);
    assertThat(
            backedUp
                .without("database")
                .without("database setting")
                .differences(content().without("database").without("database setting")))
        .isEmpty();
    assertThat(old.newDatabases()).singleElement().asString().startsWith(DATABASE + "_undone_");
  }

  @Test
  void discardDropsWhatIsKeptAndNamesEachWithItsSize() throws Exception {
    run("backup");
    run("restore", "latest", "--yes");
    run("restore", "latest", "--yes");
    List<String> kept = keptDatabases();
    assertThat(kept).hasSize(2);
    server.execute("postgres", "CREATE DATABASE " + DATABASE + "_before_20201003115557");
    server.execute("postgres", "ALTER DATABASE " + kept.get(0) + " RENAME TO contract_mine_now");
    ServerSnapshot before = ServerSnapshot.of(server, DATABASE);

    ChildAk.Ended discard = run("rollback", "--discard", "--yes");

    assertThat(discard.lines())
        .singleElement()
        .asString()
        .matches("Dropped \"" + kept.get(1) + "\" \\([0-9.]+ MiB\\)");
    assertThat(before.changes())
        .singleElement()
        .asString()
        .startsWith("database " + kept.get(1) + " was ")
        .endsWith(" is null");

    ChildAk.Ended nothing = run("rollback", "--discard", "--yes");

    assertThat(nothing.out()).isEmpty();
    assertThat(nothing.err()).contains("No restore has kept a database");
  }

  @Test
  void discardIsTheProgramsOnlyWayToLoseSomethingSoItAsks() throws Exception {
    run("backup");
    run("restore", "latest", "--yes");
    ServerSnapshot before = ServerSnapshot.of(server, DATABASE);

    for (String[] command :
        new String[][] {{"rollback", "--quiet"}, {"rollback", "--discard", "--quiet"}}) {
      assertThat(OneSentence.of(ak.run(command), 4))
          .contains("There is no terminal to ask on")
          .contains("--yes");
    }
    assertThat(before.changes()).isEmpty();
  }

  @Test
  void tellsHowManyRowsWereWrittenSinceTheRestore() throws Exception {
    run("backup");
    run("restore", "latest", "--yes");
    server.execute(
        DATABASE,
        "INSERT INTO t SELECT generate_series(1001, 1037)",
        // Counted by the server when the session that wrote them has reported.
        "SELECT CASE WHEN current_setting('server_version_num')::int >= 150000"
            + " THEN pg_stat_force_next_flush() END",
        "SELECT 1");

    assertThat(ak.run("rollback").err())
        .contains("; about 37 rows written since the restore would be set aside");
    JsonNode rollback = new ObjectMapper().readTree(run("rollback", "--yes", "--json").out());

    assertThat(rollback.get("written").asLong()).isEqualTo(37);
    assertThat(rollback.get("database").asText()).isEqualTo(DATABASE);
    assertThat(rollback.get("kept").asText()).startsWith(DATABASE + "_undone_");
  }

  @Test
  void withNothingKeptThereIsNothingToPutBack() throws Exception {
    run("backup");
    ServerSnapshot before = ServerSnapshot.of(server, DATABASE);

    assertThat(OneSentence.of(ak.run("rollback", "--yes"), 3))
        .startsWith("ak: No earlier state of database \"contract_rollback\" is kept at ")
        .endsWith("restore a backup instead.");
    assertThat(before.changes()).isEmpty();
  }

  @Test
  void bringsTheOldOneBackWhereTheNewOneWasDropped() throws Exception {
    run("backup");
    DatabaseContent old = content();
    run("restore", "latest", "--yes");
    server.execute("postgres", "DROP DATABASE " + DATABASE);

    run("rollback", "--yes");

    assertThat(old.differences(content())).isEmpty();
    assertThat(empty.newDatabases()).containsExactly(DATABASE);
  }

  private ChildAk.Ended run(String... command) throws Exception {
    ChildAk.Ended ended = ak.run(command);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended;
  }

  private List<String> keptDatabases() throws Exception {
    return empty.newDatabases().stream().filter(name -> !name.equals(DATABASE)).toList();
  }

  private long oid() throws Exception {
    return ServerSnapshot.of(server, "").oids().get(DATABASE);
  }

  private DatabaseContent content() throws Exception {
    return DatabaseContent.read(server, DATABASE);
  }
}
