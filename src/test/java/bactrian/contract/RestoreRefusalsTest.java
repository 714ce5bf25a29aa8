package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What stands against a restore is said before anything is touched, with the line that helps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreRefusalsTest {
  private static final String DATABASE = "shop";
  private static final String OWNER = "shop keeper";
  private static final String OWNER_PASSWORD = "o'w/n@e:r%";

  private LabServer server;
  private ServerSnapshot empty;
  private ServerSnapshot before;
  @TempDir private Path folder;
  private ChildAk superuser;
  private ChildAk owner;

  @BeforeAll
  void start() throws Exception {
    server = LabServer.start(15, "wal_level=logical", "max_prepared_transactions=2");
    empty = ServerSnapshot.of(server, DATABASE);
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void backUp() throws Exception {
    server.execute(
        "postgres",
        "CREATE ROLE \"shop keeper\" LOGIN CREATEDB PASSWORD 'o''w/n@e:r%'",
        "CREATE ROLE other",
        "CREATE DATABASE shop OWNER \"shop keeper\"");
    server.execute(
        DATABASE,
        "SET ROLE \"shop keeper\"",
        "CREATE SCHEMA s",
        "CREATE TABLE s.t AS SELECT 1 AS n");
    superuser = ChildAk.in(folder).withServer(server, DATABASE);
    owner = superuser.withSetting("user", OWNER).withSetting("password", OWNER_PASSWORD);
  }

  @AfterEach
  void dropAll() throws Exception {
    empty.dropNewDatabases();
    server.execute("postgres", "DROP ROLE IF EXISTS \"shop keeper\"", "DROP ROLE IF EXISTS other");
  }

  @Test
  void aRoleThatOwnedWhatWasBackedUpIsMissing() throws Exception {
    server.execute(DATABASE, "CREATE TABLE s.theirs ()", "ALTER TABLE s.theirs OWNER TO other");
    backUp(superuser);
    server.execute(DATABASE, "DROP TABLE s.theirs", "DROP ROLE other");

    assertThat(refused(superuser))
        .contains("The backup names the owner \"other\", which the server does not have")
        .contains("CREATE ROLE \"other\"");
  }

  @Test
  void aRoleThatSomethingWasGrantedToIsMissing() throws Exception {
    server.execute(DATABASE, "GRANT SELECT ON s.t TO other");
    backUp(superuser);
    server.execute(DATABASE, "REVOKE SELECT ON s.t FROM other", "DROP ROLE other");

    assertThat(refused(superuser))
        .contains("The backup names the role \"other\", which the server does not have")
        .contains("CREATE ROLE \"other\"");
  }

  @Test
  void anOwnerThatOurRoleMayNotBecome() throws Exception {
    server.execute(
        DATABASE,
        "CREATE TABLE s.theirs ()",
        "GRANT SELECT ON s.theirs TO PUBLIC",
        "ALTER TABLE s.theirs OWNER TO other");
    backUp(superuser);

    assertThat(refused(owner)).contains("run GRANT \"other\" TO \"shop keeper\"");
  }

  @Test
  void aRoleThatMayNotCreateDatabases() throws Exception {
    backUp(owner);
    server.execute("postgres", "ALTER ROLE \"shop keeper\" NOCREATEDB");

    assertThat(refused(owner))
        .isEqualTo(
            "ak: Role \"shop keeper\" may not create databases: run ALTER ROLE \"shop keeper\""
                + " CREATEDB, or restore with --in-place.");
  }

  @Test
  void aDatabaseOfSomebodyElse() throws Exception {
    backUp(owner);
    server.execute("postgres", "ALTER DATABASE shop OWNER TO other");

    assertThat(refused(owner))
        .startsWith(
            "ak: Database \"shop\" belongs to \"other\", not to \"shop keeper\": run ALTER DATABASE"
                + " \"shop\" OWNER TO \"shop keeper\" or GRANT \"other\" TO \"shop keeper\"");
  }

  @Test
  void settingsThatOnlyASuperuserMayCopy() throws Exception {
    backUp(owner);
    server.execute("postgres", "ALTER DATABASE shop SET \"shop.note\" = 'canary-in-a-setting'");

    assertThat(refused(owner))
        .contains("may not copy the settings, grants and labels of database \"shop\"")
        .contains("--in-place")
        .doesNotContain("canary-in-a-setting");
  }

  @Test
  void aSuperusersSessionWhenWeAreNone() throws Exception {
    backUp(owner);

    try (Connection session = server.connect(DATABASE)) {
      assertThat(session.isValid(1)).isTrue();
      assertThat(refused(owner))
          .contains("Database \"shop\" has a session that our role may not end")
          .contains("pg_terminate_backend(");
      assertThat(session.isValid(1)).isTrue();
    }
  }

  @Test
  void aPreparedTransaction() throws Exception {
    backUp(superuser);
    try (Connection session = server.connect(DATABASE);
        Statement statement = session.createStatement()) {
      for (String sql :
          List.of("BEGIN", "INSERT INTO s.t VALUES (2)", "PREPARE TRANSACTION 'it''s'")) {
        statement.execute(sql);
      }
    }
    try {
      assertThat(refused(superuser))
          .isEqualTo(
              "ak: Database \"shop\" has the prepared transaction 'it''s': run COMMIT PREPARED"
                  + " 'it''s' or ROLLBACK PREPARED 'it''s' in it.");
    } finally {
      server.execute(DATABASE, "ROLLBACK PREPARED 'it''s'");
    }
  }

  @Test
  void aLiveSubscription() throws Exception {
    backUp(superuser);
    server.execute(
        DATABASE,
        "CREATE SUBSCRIPTION news CONNECTION 'host=127.0.0.1 port=1 dbname=x' PUBLICATION p"
            + " WITH (connect = false, slot_name = 'news')",
        "ALTER SUBSCRIPTION news ENABLE");
    try {
      assertThat(refused(superuser))
          .isEqualTo(
              "ak: Database \"shop\" has the live subscription \"news\": run ALTER SUBSCRIPTION"
                  + " \"news\" DISABLE in it.");
    } finally {
      server.execute(
          DATABASE,
          "ALTER SUBSCRIPTION news DISABLE",
          "ALTER SUBSCRIPTION news SET (slot_name = NONE)",
          "DROP SUBSCRIPTION news");
    }
  }

  @Test
  void aLogicalSlotUnlessForcedWhichNamesItAtTheEnd() throws Exception {
    backUp(superuser);
    server.execute(DATABASE, "SELECT pg_create_logical_replication_slot('follower', 'pgoutput')");
    try {
      assertThat(refused(superuser))
          .contains("Database \"shop\" has the logical replication slot 'follower'")
          .contains("pg_drop_replication_slot('follower')")
          .contains("--force");

      ChildAk.Ended forced = superuser.run("restore", "latest", "--yes", "--force");

      assertThat(forced.exitCode()).as(forced.err()).isZero();
      assertThat(forced.err().lines().reduce((first, last) -> last).get())
          .startsWith("Mind, since --force went on: Database \"shop\" has the logical")
          .contains("run SELECT pg_drop_replication_slot('follower')");
    } finally {
      server.execute("postgres", "SELECT pg_drop_replication_slot('follower')");
    }
  }

  @Test
  void anotherVersionOfTheApplicationUnlessForced() throws Exception {
    server.execute(
        DATABASE,
        "CREATE TABLE authentik_version_history (id int, version text, timestamp timestamptz)",
        "INSERT INTO authentik_version_history VALUES (1, '2024.2.3', now())");
    backUp(superuser);
    server.execute(DATABASE, "INSERT INTO authentik_version_history VALUES (2, '2024.4.0', now())");

    assertThat(refused(superuser))
        .isEqualTo(
            "ak: The backup is of the application's version 2024.2.3 and the database of 2024.4.0:"
                + " install version 2024.2.3, restore, then upgrade (--force goes on all the"
                + " same).");
    assertThat(superuser.run("restore", "latest", "--yes", "--force").exitCode()).isZero();
  }

  @Test
  void nobodyToAsk() throws Exception {
    backUp(superuser);
    before = ServerSnapshot.of(server, DATABASE);

    assertThat(OneSentence.of(superuser.run("restore", "latest", "--quiet"), 4))
        .isEqualTo("ak: There is no terminal to ask on: give --yes to go on without a question");
    assertThat(before.changes()).isEmpty();
  }

  @Test
  void aCopyUnderANameThatIsTaken() throws Exception {
    backUp(superuser);
    server.execute("postgres", "CREATE DATABASE taken");

    for (String name : List.of("taken", DATABASE)) {
      before = ServerSnapshot.of(server, name);
      assertThat(
              OneSentence.of(
                  superuser.run("restore", "latest", "--quiet", "--yes", "--into", name), 4))
          .isEqualTo(
              "ak: Database \"%s\" exists already: choose another name for --into, or drop it first."
                  .formatted(name));
      assertThat(before.changes()).isEmpty();
    }
  }

  @Test
  void aWrongPasswordAndNoServer() throws Exception {
    backUp(superuser);
    before = ServerSnapshot.of(server, DATABASE);

    assertThat(failed(superuser.withSetting("password", "wrong-canary")))
        .contains("rejected the password of user \"postgres\"")
        .contains("postgresql.password")
        .doesNotContain("canary");
    assertThat(failed(superuser.withSetting("port", "1")))
        .contains("does not answer")
        .contains("postgresql.host and postgresql.port");
    assertThat(before.changes()).isEmpty();
  }

  @Test
  void wrongUse() throws Exception {
    assertThat(OneSentence.of(superuser.run("restore"), 2)).contains("Name one backup to restore");
    assertThat(OneSentence.of(superuser.run("restore", "a", "--into", "b", "--in-place"), 2))
        .contains("--into and --in-place exclude each other");
    assertThat(OneSentence.of(superuser.run("restore", "latest", "--store", "nowhere"), 2))
        .contains("nowhere");
  }

  private static void backUp(ChildAk ak) throws Exception {
    ChildAk.Ended backup = ak.run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
  }

  private static String failed(ChildAk ak) throws Exception {
    return OneSentence.of(ak.run("restore", "latest", "--quiet", "--yes"), 1);
  }

  /** The one sentence of a restore that is refused; the server is as it was. */
  private String refused(ChildAk ak) throws Exception {
    before = ServerSnapshot.of(server, DATABASE);
    String sentence = OneSentence.of(ak.run("restore", "latest", "--quiet", "--yes"), 4);
    assertThat(before.changes()).isEmpty();
    return sentence;
  }
}
