package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.PostgresLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Restores that are not the usual way: in place, and from files of the retired feature. */
@ExtendWith(PostgresLab.class)
final class OtherRestoresTest {
  private static final String NAME = "other restores";
  private static final String OLD_FILE = "authentik-backup-2021.10.3-2021-11-08-000000.sql";

  @TempDir private Path folder;
  private ServerSnapshot before;
  private LabServer server;
  private ChildAk ak;

  @BeforeEach
  void makeADatabase(LabServer lab) throws Exception {
    server = lab;
    before = ServerSnapshot.of(server, NAME);
    server.execute("postgres", "CREATE DATABASE \"" + NAME + "\"");
    server.execute(
        NAME,
        "CREATE TABLE t (a int PRIMARY KEY, b text)",
        "INSERT INTO t SELECT n, repeat('x', n) FROM generate_series(1, 1000) n",
        "CREATE VIEW v AS SELECT a FROM t");
    ak = ChildAk.in(folder).withServer(server, NAME);
  }

  @AfterEach
  void dropDatabases() throws Exception {
    before.dropNewDatabases();
  }

  @Test
  void aRestoreInPlaceReplacesEverythingAndKeepsABackupOfWhatWasThere() throws Exception {
    String name = done(ak.run("backup", "--quiet")).strip();
    server.execute(NAME, "DELETE FROM t WHERE a > 10", "CREATE TABLE newer AS SELECT * FROM v");

    ChildAk.Ended restore = ak.run("restore", name, "--in-place", "--yes");

    assertThat(done(restore)).contains("Restored " + name);
    assertThat(rows("t")).isEqualTo(1000);
    assertThat(one("SELECT count(*) FROM pg_class WHERE relname = 'newer'")).isZero();
    assertThat(before.newDatabases()).containsExactly(NAME);
    assertThat(restore.err()).contains("What was there before is in the backup default-");
    assertThat(done(ak.run("list", "--quiet")).lines()).hasSize(2);
  }

  /** The owner of a schema can have taken the right to use it from itself. */
  @Test
  void whatTheOwnerMayNotUseIsAnalysedAsWell() throws Exception {
    server.execute(
        "postgres",
        "CREATE ROLE shy LOGIN CREATEDB PASSWORD 'canary'",
        "ALTER DATABASE \"" + NAME + "\" OWNER TO shy");
    try {
      server.execute(
          NAME,
          "ALTER TABLE t OWNER TO shy",
          "ALTER VIEW v OWNER TO shy",
          "CREATE SCHEMA vault AUTHORIZATION shy",
          "CREATE TABLE vault.kept AS SELECT generate_series(1, 100) AS n",
          "ALTER TABLE vault.kept OWNER TO shy",
          "REVOKE USAGE ON SCHEMA vault FROM shy");
      String name = done(ak.run("backup", "--quiet")).strip();

      done(
          ak.withSetting("user", "shy")
              .withSetting("password", "canary")
              .run("restore", name, "--yes"));

      assertThat(one("SELECT count(*) FROM pg_statistic WHERE starelid = 'vault.kept'::regclass"))
          .isEqualTo(1);
    } finally {
      before.dropNewDatabases();
      server.execute("postgres", "DROP ROLE shy");
    }
  }

  @Test
  void aPlainFileOfTheOldFeatureIsListedAndRestored() throws Exception {
    write(OLD_FILE, "--clean");
    server.execute(NAME, "DELETE FROM t WHERE a > 10");

    assertThat(done(ak.run("list"))).contains(OLD_FILE).contains("legacy");
    assertThat(done(ak.run("restore", "-i", OLD_FILE, "--yes"))).contains("Restored " + OLD_FILE);
    assertThat(rows("t")).isEqualTo(1000);
    assertThat(done(ak.run("rollback", "--yes"))).contains(NAME);
    assertThat(rows("t")).isEqualTo(10);
  }

  @Test
  void anArchiveUnderAnOldNameIsToldByItsBytesAndRestored() throws Exception {
    write(OLD_FILE, "--format=custom");
    server.execute(NAME, "DELETE FROM t WHERE a > 10");

    assertThat(done(ak.run("restore", OLD_FILE, "--yes"))).contains("Restored " + OLD_FILE);
    assertThat(rows("t")).isEqualTo(1000);
  }

  @Test
  void anOldFileThatIsCutShortLeavesTheDatabaseAsItWas() throws Exception {
    write(OLD_FILE, "--clean");
    Path file = folder.resolve("backups").resolve(OLD_FILE);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    server.execute(NAME, "DELETE FROM t WHERE a > 10");

    ChildAk.Ended restore = ak.run("restore", OLD_FILE, "--yes");

    assertThat(restore.exitCode()).isNotZero();
    assertThat(restore.err()).contains("ak: ").doesNotContain("\tat ");
    assertThat(rows("t")).isEqualTo(10);
    assertThat(before.newDatabases()).containsExactly(NAME);
  }

  @Test
  void anOldFileIsNotRestoredInPlace() throws Exception {
    write(OLD_FILE, "--clean");

    ChildAk.Ended restore = ak.run("restore", OLD_FILE, "--in-place", "--yes");

    assertThat(restore.exitCode()).isEqualTo(4);
    assertThat(restore.err()).contains("without --in-place");
  }

  private void write(String file, String option) throws IOException, InterruptedException {
    Path backups = Files.createDirectories(folder.resolve("backups"));
    List<String> command = new ArrayList<>();
    command.add(LabTools.client(15).resolve("pg_dump").toString());
    command.addAll(List.of(option, "--file=" + backups.resolve(file), "--host=" + server.host()));
    command.addAll(List.of("--port=" + server.port(), "--username=" + LabServer.SUPERUSER, NAME));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("PGPASSWORD", LabServer.PASSWORD);
    assertThat(builder.start().waitFor()).isZero();
  }

  private static String done(ChildAk.Ended ended) {
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended.out();
  }

  private long rows(String table) throws Exception {
    return one("SELECT count(*) FROM " + table);
  }

  private long one(String query) throws Exception {
    try (Connection session = server.connect(NAME);
        Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
