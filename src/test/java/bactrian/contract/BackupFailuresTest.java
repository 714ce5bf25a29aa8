package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a backup from being made: exit status, one sentence, and nothing left behind. */
@ExtendWith(PostgresLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupFailuresTest {
  private static final String DATABASE = "contract_failures";
  private static final String ROLE = "contract_reader";
  private Path folder;
  private ChildAk ak;
  private StoreFolder store;

  @BeforeAll
  void createDatabase(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE TABLE t AS SELECT n, md5(n::text) FROM generate_series(1, 1000) n",
        "CREATE TABLE \"not yours\" (n int)",
        "CREATE ROLE " + ROLE + " LOGIN PASSWORD 'reads'",
        "GRANT SELECT ON t TO " + ROLE);
  }

  @AfterAll
  void dropDatabase(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)", "DROP ROLE " + ROLE);
  }

  @BeforeEach
  void useAFolderOfItsOwn(LabServer server, @TempDir Path temporary) {
    folder = temporary;
    ak = ChildAk.in(folder).withServer(server, DATABASE);
    store = new StoreFolder(folder.resolve("backups"));
  }

  @Test
  void wrongPassword(LabServer server) throws Exception {
    ChildAk.Ended failed = ak.withSetting("password", "wr0ng").run("backup");

    Failed.with(failed, 1)
        .saying("PostgreSQL at 127.0.0.1:" + server.port())
        .saying("rejected the password of user \"postgres\"")
        .saying("check postgresql.user and postgresql.password")
        .neverSaying("wr0ng");
    assertThat(store.path()).doesNotExist();
  }

  @Test
  void unknownDatabase() throws Exception {
    ChildAk.Ended failed = ak.withSetting("name", "no \"such").run("backup");

    Failed.with(failed, 1).saying("has no database \"no \"such\"").saying("check postgresql.name");
    assertThat(store.path()).doesNotExist();
  }

  @Test
  void noServer() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ChildAk.Ended failed = ak.withSetting("port", Integer.toString(port)).run("backup");

    Failed.with(failed, 1)
        .saying("PostgreSQL at 127.0.0.1:" + port + " does not answer")
        .saying("postgresql.host");
    assertThat(store.path()).doesNotExist();
  }

  @Test
  void unknownRole() throws Exception {
    ChildAk.Ended failed = ak.withSetting("user", "nobody here").run("backup");

    Failed.with(failed, 1).saying("user \"nobody here\" (or has no such role)");
    assertThat(store.path()).doesNotExist();
  }

  @Test
  void roleThatMayNotReadATable() throws Exception {
    ChildAk.Ended failed =
        ak.withSetting("user", ROLE).withSetting("password", "reads").run("backup");

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err().lines())
        .containsExactly(
            "ak: User \"contract_reader\" cannot read all of database \"contract_failures\", so"
                + " nothing was dumped; run as its owner or a superuser:",
            "  table public.\"not yours\": GRANT SELECT ON TABLE public.\"not yours\" TO"
                + " contract_reader;");
    assertThat(store.path()).doesNotExist();
  }

  @Test
  void directoryThatIsAFile() throws Exception {
    Files.writeString(store.path(), "mine");

    Failed.with(ak.run("backup"), 1)
        .saying("The backup directory " + store.path() + " cannot be used")
        .saying("postgresql.backup.directory");
    assertThat(store.path()).hasContent("mine");
  }

  @Test
  void directoryBelowAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Path below = file.resolve("backups");

    Failed.with(ak.withSetting("backup.directory", below.toString()).run("backup"), 1)
        .saying("The backup directory " + below + " cannot be used");
    assertThat(file).hasContent("mine");
  }

  @Test
  void directoryThatNobodyMayWrite() throws Exception {
    // Not even root may make anything below /proc.
    Failed.with(ak.withSetting("backup.directory", "/proc/backups").run("backup"), 1)
        .saying("The backup directory /proc/backups cannot be used")
        .saying("make it readable and writable for this user");
  }

  @Test
  void privateFolderThatIsAFile() throws Exception {
    Files.createDirectories(store.path());
    Files.writeString(store.path().resolve(".incoming"), "mine");

    Failed.with(ak.run("backup"), 1).saying("The backup directory " + store.path());
    assertThat(store.files()).containsExactly(".incoming");
  }

  @Test
  void anotherBackupAtTheSameTime() throws Exception {
    Path gate = folder.resolve("gate");
    Path programs = ScriptedDump.pgDump(folder.resolve("programs"), ScriptedDump.waitingFor(gate));
    try (ChildAk.Running first = ak.withProgramsFirst(programs).start("backup")) {
      Awaitility.await().until(() -> !store.incoming().isEmpty());

      Failed.with(ak.run("backup"), 5)
          .saying("\"" + DATABASE + "\"")
          .saying("backup " + first.pid());
      assertThat(store.published()).isEmpty();

      Files.createFile(gate);
      assertThat(first.await().exitCode()).isZero();
    }
    assertThat(store.files()).hasSize(4);
    assertThat(store.incoming()).isEmpty();
  }

  @Test
  void unknownStore() throws Exception {
    Failed.with(ak.run("backup", "--store", "elsewhere"), 2)
        .saying("There is no store elsewhere: postgresql.backup.stores has local");
    Failed.with(ak.run("list", "--store", "elsewhere"), 2).saying("There is no store elsewhere");
    assertThat(store.path()).doesNotExist();
  }

  @Test
  void badSetting() throws Exception {
    Failed.with(ak.withSetting("backup.keep_lost", "3").run("backup"), 2)
        .saying("keep_lost")
        .saying("keep_last");
    Failed.with(ak.withSetting("backup.compression_level", "high").run("backup"), 2)
        .saying("compression_level")
        .saying("AUTHENTIK_POSTGRESQL__BACKUP__COMPRESSION_LEVEL");
    assertThat(store.path()).doesNotExist();
  }

  @Test
  void tableThatStaysLocked(LabServer server) throws Exception {
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");

      ChildAk.Ended failed = ak.withSetting("backup.lock_timeout", "1s").run("backup");

      Failed.with(failed, 1).saying("public.t").saying("raise postgresql.backup.lock_timeout");
      connection.rollback();
    }
    Failed.leavesNothing(ak, store);
  }
}
