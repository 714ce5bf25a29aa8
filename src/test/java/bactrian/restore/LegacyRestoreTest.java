package bactrian.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.RunFailure;
import bactrian.failure.StreamFailure;
import bactrian.lab.DatabaseContent;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.RichDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files as {@code pg_dump --clean} writes them, into empty databases of real servers. */
@ExtendWith(PostgresLab.class)
final class LegacyRestoreTest {
  private static final String START = "--\n-- PostgreSQL database dump\n--\n\n";
  private static final String END = "--\n-- PostgreSQL database dump complete\n--\n\n";

  @TempDir private Path folder;

  @Test
  void aScriptOfAnOldServerIsRestoredWhole(@PostgresLab.Major(13) LabServer server)
      throws Exception {
    restoresAsSuperuser(server, server, 15);
  }

  @Test
  void aScriptIsRestoredWhole(LabServer server) throws Exception {
    restoresAsSuperuser(server, server, 15);
  }

  @Test
  void aScriptIsRestoredIntoANewerServer(LabServer old, @PostgresLab.Major(17) LabServer server)
      throws Exception {
    restoresAsSuperuser(old, server, 17);
  }

  private void restoresAsSuperuser(LabServer old, LabServer server, int client) throws Exception {
    String name = "legacy of " + old.major() + " in " + server.major();
    RichDatabase rich = RichDatabase.create(old, name);
    Path file = superuser(old, 15).dump(name, "--clean");
    DatabaseContent before = rich.content();
    if (old != server) {
      createRolesOf(rich, server);
    }
    server.execute("postgres", "CREATE DATABASE \"side " + name + "\" TEMPLATE template0");
    try {
      LegacyScript script = LegacyScript.of(content(file), true);
      superuser(server, client).psql("side " + name, script);

      DatabaseContent after = content(server, "side " + name);
      if (old != server) { // 16 and later write the text of a view in another way
        before = before.without("relation");
        after = after.without("relation");
      }
      assertThat(relevant(before).differences(relevant(after))).isEmpty();
      try (Connection session = server.connect("side " + name)) {
        script.counts().compare(session);
      }
      assertThat(script.counts().rows()).isGreaterThan(2800);
      assertADifferenceIsFound(server, "side " + name, script.counts());
    } finally {
      server.execute("postgres", "DROP DATABASE \"side " + name + "\" WITH (FORCE)");
      rich.drop();
      if (old != server) {
        server.execute(
            "postgres", "DROP ROLE " + quoted(rich.reader()), "DROP ROLE " + quoted(rich.owner()));
      }
    }
  }

  private static void assertADifferenceIsFound(
      LabServer server, String database, LegacyCounts counts) throws Exception {
    server.execute(database, "SET search_path = plain", "DELETE FROM plain.dropped");
    try (Connection session = server.connect(database)) {
      assertThatThrownBy(() -> counts.compare(session))
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("Table plain.dropped has 0 rows where the backup has 1");
    }
  }

  @Test
  void anOrdinaryOwnerRestoresWithoutASuperuser(@PostgresLab.Major(13) LabServer old)
      throws Exception {
    restoresAsOwner(old, 15);
  }

  @Test
  void anOrdinaryOwnerRestoresIntoItsOwnPublicSchema(@PostgresLab.Major(17) LabServer server)
      throws Exception {
    restoresAsOwner(server, 17);
  }

  private void restoresAsOwner(LabServer server, int client) throws Exception {
    RichDatabase rich = RichDatabase.createOrdinary(server, "ordinary legacy");
    Path file = superuser(server, client).dump(rich.name(), "--clean");
    server.execute(
        "postgres", "CREATE DATABASE side_legacy TEMPLATE template0 OWNER " + quoted(rich.owner()));
    try {
      LegacyScript script = LegacyScript.of(content(file), false);
      new ScriptRun(folder, server, client, rich.owner(), RichDatabase.OWNER_PASSWORD)
          .psql("side_legacy", script);

      assertThat(relevant(rich.content()).differences(relevant(content(server, "side_legacy"))))
          .isEmpty();
      try (Connection session =
          server.connect("side_legacy", rich.owner(), RichDatabase.OWNER_PASSWORD)) {
        script.counts().compare(session);
      }
    } finally {
      server.execute("postgres", "DROP DATABASE side_legacy WITH (FORCE)");
      rich.drop();
    }
  }

  @Test
  void aCustomArchiveIsRestoredFromItsStream(LabServer server) throws Exception {
    RichDatabase rich = RichDatabase.create(server, "legacy archive");
    Path file = superuser(server, 15).dump(rich.name(), "--format=custom");
    server.execute("postgres", "CREATE DATABASE side_archive TEMPLATE template0");
    try (InputStream in = Files.newInputStream(file)) {
      LegacyContent content = LegacyContent.open(in);
      assertThat(content.kind()).isEqualTo(LegacyContent.Kind.CUSTOM_ARCHIVE);
      superuser(server, 15).restore("side_archive", content.stream());
      assertThat(relevant(rich.content()).differences(relevant(content(server, "side_archive"))))
          .isEmpty();
    } finally {
      server.execute("postgres", "DROP DATABASE side_archive WITH (FORCE)");
      rich.drop();
    }
  }

  @Test
  void anOwnerThatDoesNotExistIsNamed(LabServer server) throws Exception {
    String script = START + "CREATE TABLE t (a int);\nALTER TABLE t OWNER TO \"authentik 1\";\n";
    assertThatThrownBy(() -> run(server, script + END))
        .isInstanceOfSatisfying(
            StreamFailure.class,
            failure ->
                assertThat(LegacyFailure.explained(failure))
                    .hasMessageStartingWith(
                        "The legacy file names the role \"authentik 1\", which the server does"
                            + " not have"));
  }

  @Test
  void anOwnerThatWeCannotBecomeIsNamed(LabServer server, @PostgresLab.Major(17) LabServer newer)
      throws Exception {
    for (LabServer each : List.of(server, newer)) {
      each.execute("postgres", "CREATE ROLE plain_one LOGIN PASSWORD 'pw'");
      each.execute("postgres", "CREATE DATABASE side_plain OWNER plain_one");
      try {
        String script = START + "CREATE TABLE t (a int);\nALTER TABLE t OWNER TO postgres;\n" + END;
        ScriptRun run = new ScriptRun(folder, each, 17, "plain_one", "pw");
        assertThatThrownBy(
                () ->
                    run.psql(
                        "side_plain",
                        LegacyScript.of(stream("SET search_path = public;\n", script), false)))
            .isInstanceOfSatisfying(
                StreamFailure.class,
                failure ->
                    assertThat(LegacyFailure.explained(failure))
                        .hasMessageContaining("gives objects to the role \"postgres\""));
      } finally {
        each.execute("postgres", "DROP DATABASE side_plain WITH (FORCE)", "DROP ROLE plain_one");
      }
    }
  }

  @Test
  void whatFailsBeforeTheFirstCreateForAnotherReasonFails(LabServer server) {
    assertThatThrownBy(() -> run(server, START + "DROP TABLE pg_class;\nCREATE TABLE t();\n" + END))
        .hasMessageContaining("permission denied: \"pg_class\" is a system catalog");
  }

  @Test
  void whatDoesNotExistAfterTheFirstCreateFails(LabServer server) {
    assertThatThrownBy(
            () -> run(server, START + "DROP TABLE a;\nCREATE TABLE t();\nDROP TABLE b;\n" + END))
        .hasMessageContaining("table \"b\" does not exist");
  }

  @Test
  void unknownSettingsAreToleratedAtTheBeginning(LabServer server) throws Exception {
    run(server, START + "SET transaction_timeout = 0;\nSET lock_timeout = 0;\n" + END);
  }

  /** The scanner is one guard; psql, restricted by a key that the script cannot know, the other. */
  @Test
  void psqlItselfRunsNoCommandThatTheScannerLetsThrough(LabServer server) throws Exception {
    Path touched = folder.resolve("touched");
    LegacyScript script = LegacyScript.of(stream("", START + "CREATE TABLE t();\n" + END), true);
    String guarded = new String(script.readAllBytes(), UTF_8);
    assertThatThrownBy(
            () ->
                superuser(server, 15)
                    .psql(
                        "postgres",
                        stream(
                            guarded.substring(0, guarded.indexOf("CREATE TABLE")),
                            "\\! touch " + touched + "\n")))
        .hasMessageContaining("restricted");
    assertThat(touched).doesNotExist();
  }

  private void run(LabServer server, String script) throws Exception {
    server.execute("postgres", "CREATE DATABASE side_small TEMPLATE template0");
    try {
      superuser(server, 15).psql("side_small", LegacyScript.of(stream("", script), true));
    } finally {
      server.execute("postgres", "DROP DATABASE side_small WITH (FORCE)");
    }
  }

  private static void createRolesOf(RichDatabase rich, LabServer server) throws Exception {
    server.execute(
        "postgres",
        "CREATE ROLE " + quoted(rich.owner()),
        "CREATE ROLE " + quoted(rich.reader()),
        "GRANT " + quoted(rich.reader()) + " TO " + quoted(rich.owner()));
  }

  private static DatabaseContent relevant(DatabaseContent content) {
    return content.without("database").without("database setting");
  }

  private static DatabaseContent content(LabServer server, String database) throws Exception {
    return DatabaseContent.read(server, database);
  }

  private static InputStream content(Path file) throws IOException {
    return LegacyContent.open(Files.newInputStream(file)).stream();
  }

  private static InputStream stream(String before, String script) {
    return new ByteArrayInputStream((before + script).getBytes(UTF_8));
  }

  private ScriptRun superuser(LabServer server, int client) {
    return new ScriptRun(folder, server, client, LabServer.SUPERUSER, LabServer.PASSWORD);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
