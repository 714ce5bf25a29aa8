package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.RichDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every version of PostgreSQL that is supported, proven, and each into the next newer one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VersionMatrixTest {
  private static final String DATABASE = "rich";
  private final Map<Integer, LabServer> servers = new TreeMap<>();
  @TempDir private Path folder;

  @AfterAll
  void stop() throws Exception {
    for (LabServer server : servers.values()) {
      server.close();
    }
  }

  /** No client 16 can be had: 17 dumps from server 16, and restores into it through a script. */
  @ParameterizedTest
  @CsvSource({
    "13, 15, false",
    "14, 15, false",
    "15, 15, false",
    "16, 17, true",
    "17, 17, false",
    "18, 18, false"
  })
  void everythingComesBack(int major, int client, boolean script) throws Exception {
    ServerSnapshot before = ServerSnapshot.of(server(major), DATABASE);
    RichDatabase rich = RichDatabase.create(server(major), DATABASE);
    try {
      DatabaseContent backedUp = rich.content();
      backUp(ak(major));
      prove(ak(major).withProgramsFirst(LabTools.server(major)), major);
      server(major).execute(DATABASE, "DROP SCHEMA plain CASCADE");

      restore(ak(major), client, script);

      assertThat(backedUp.differences(rich.content())).isEmpty();
    } finally {
      before.dropNewDatabases();
      rich.drop();
    }
  }

  @ParameterizedTest
  @CsvSource({"13, 14, 15", "14, 15, 15", "15, 16, 15", "16, 17, 17", "17, 18, 18"})
  void everythingComesIntoTheNextNewerVersion(int from, int to, int client) throws Exception {
    ServerSnapshot before = ServerSnapshot.of(server(from), DATABASE);
    ServerSnapshot beforeThere = ServerSnapshot.of(server(to), DATABASE);
    RichDatabase rich = RichDatabase.create(server(from), DATABASE);
    RichDatabase there = RichDatabase.create(server(to), DATABASE);
    try {
      backUp(ak(from));
      server(to).execute(DATABASE, "DROP SCHEMA plain CASCADE");

      restore(ak(to), client, false);

      assertThat(comparable(rich).differences(comparable(there))).isEmpty();
    } finally {
      before.dropNewDatabases();
      beforeThere.dropNewDatabases();
      rich.drop();
      there.drop();
    }
  }

  /**
   * Without what a newer version has or says differently whoever restores: its extensions'
   * versions, multiranges with their functions and casts, the text of views, public's owner.
   */
  private static DatabaseContent comparable(RichDatabase rich) throws Exception {
    return rich.content()
        .without("extension")
        .without("function")
        .without("operator,")
        .without("relation")
        .without("schema");
  }

  private void prove(ChildAk ak, int major) throws Exception {
    ChildAk.Ended proof = ak.run("verify", "latest", "--level", "full");
    assertThat(proof.exitCode()).as(proof.err()).isZero();
    assertThat(proof.out()).contains(" in local passed (full): ");
    String name = proof.out().substring(0, proof.out().indexOf(' '));
    try (Stream<Path> files = Files.list(folder.resolve("backups"))) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith(name + ".proof-")))
          .singleElement()
          .satisfies(
              file ->
                  assertThat(Files.readString(file))
                      .contains("\"server_version\" : \"" + major + "."));
    }
  }

  private static void restore(ChildAk ak, int client, boolean script) throws Exception {
    ChildAk.Ended restore = ak.run("restore", "latest", "--yes");
    assertThat(restore.exitCode()).as(restore.err()).isZero();
    assertThat(restore.err()).contains("the client: pg_restore " + client + ".");
    assertThat(restore.err().contains(", by a script")).as(restore.err()).isEqualTo(script);
  }

  @Test
  void aBackupOfANewerServerIsRefusedUnlessForced() throws Exception {
    server(17).execute("postgres", "CREATE DATABASE newer");
    server(17).execute("newer", "CREATE TABLE t AS SELECT generate_series(1, 100) AS n");
    server(16).execute("postgres", "CREATE DATABASE newer");
    ChildAk into = ak(16).withSetting("name", "newer");
    backUp(ak(17).withSetting("name", "newer"));
    DatabaseContent content = DatabaseContent.read(server(17), "newer");
    ServerSnapshot before = ServerSnapshot.of(server(16), "newer");

    assertThat(OneSentence.of(into.run("restore", "latest", "--yes", "--quiet"), 4))
        .contains("The backup is of PostgreSQL 17 and the server is PostgreSQL 16")
        .contains("--force");
    assertThat(before.changes()).isEmpty();

    ChildAk.Ended forced = into.run("restore", "latest", "--yes", "--force");
    assertThat(forced.exitCode()).as(forced.err()).isZero();
    assertThat(
            content
                .without("database")
                .differences(DatabaseContent.read(server(16), "newer").without("database")))
        .isEmpty();
  }

  /** PostgreSQL 17 came without adminpack. */
  @Test
  void anExtensionThatTheServerDoesNotHaveIsRefused() throws Exception {
    server(15).execute("postgres", "CREATE DATABASE extended");
    server(15).execute("extended", "CREATE EXTENSION adminpack");
    server(17).execute("postgres", "CREATE DATABASE extended");
    backUp(ak(15).withSetting("name", "extended"));
    ServerSnapshot before = ServerSnapshot.of(server(17), "extended");

    assertThat(
            OneSentence.of(
                ak(17).withSetting("name", "extended").run("restore", "latest", "--yes", "--quiet"),
                4))
        .isEqualTo(
            "ak: The backup needs the extension \"adminpack\", which the server does not have:"
                + " install its package on the server.");
    ChildAk.Ended plan =
        ak(17).withSetting("name", "extended").run("restore", "latest", "--dry-run", "--json");
    assertThat(plan.out()).contains("\"missing_extensions\" : [ \"adminpack\" ]");
    assertThat(before.changes()).isEmpty();
  }

  private static void backUp(ChildAk ak) throws Exception {
    ChildAk.Ended backup = ak.run("backup", "--quiet");
    assertThat(backup.exitCode()).as(backup.err()).isZero();
  }

  private ChildAk ak(int major) throws Exception {
    return ChildAk.in(folder)
        .withServer(server(major), DATABASE)
        .withProgramsFirst(LabTools.client(18))
        .withProgramsFirst(LabTools.client(17));
  }

  private LabServer server(int major) throws Exception {
    if (!servers.containsKey(major)) {
      servers.put(major, LabServer.start(major));
    }
    return servers.get(major);
  }
}
