package bactrian.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measuring stick of every round trip: what it holds, and that a difference is seen. */
@ExtendWith(PostgresLab.class)
final class RichDatabaseTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"13, 15", "14, 15", "15, 15", "17, 17", "18, 18"})
  void survivesADumpAndARestoreOfTheSameMajorVersion(int major, int client) throws Exception {
    try (LabServer server = LabServer.start(major)) {
      RichDatabase rich = RichDatabase.create(server, "rich");
      Path archive = folder.resolve("archive");
      run(server, client, "pg_dump", "-Fc", "-Z0", "-f", archive.toString(), "-d", "rich");
      server.execute("postgres", "CREATE DATABASE copy TEMPLATE template0");
      run(server, client, "pg_restore", "--exit-on-error", "-d", "copy", archive.toString());

      assertThat(
              rich.content()
                  .without("database")
                  .without("database setting")
                  .differences(
                      DatabaseContent.read(server, "copy")
                          .without("database")
                          .without("database setting")))
          .isEmpty();
    }
  }

  /** No client 16 can be had, so there is no plain round trip on this server. */
  @Test
  void isMadeOnServer16AsWell(@PostgresLab.Major(16) LabServer server) throws Exception {
    RichDatabase rich = RichDatabase.create(server, "rich 16");
    try {
      assertThat(rich.content().facts())
          .containsKeys("rows of plain.mooded", "large object 7000001");
      assertThat(rich.content().differences(rich.content())).isEmpty();
    } finally {
      rich.drop();
    }
  }

  @Test
  void showsEveryKindOfChange(LabServer server) throws Exception {
    RichDatabase rich = RichDatabase.create(server, "it's \"changing\"");
    try {
      DatabaseContent before = rich.content();
      assertThat(before.differences(rich.content())).isEmpty();

      assertThat(after(rich, before, "DELETE FROM plain.person WHERE id = 1000"))
          .singleElement()
          .asString()
          .startsWith("other: rows of plain.person: at 0: was <1000 rows");
      assertThat(after(rich, rich.content(), "UPDATE plain.mooded SET n = 0 WHERE n = 1"))
          .hasSize(1);
      assertThat(after(rich, rich.content(), "SELECT nextval('plain.untouched')"))
          .containsExactly("other: value of plain.untouched: at 2: was <1 false> is <1 true>");
      assertThat(after(rich, rich.content(), "SELECT lo_put(7000003, 3, 'x')")).hasSize(1);
      assertThat(after(rich, rich.content(), "REFRESH MATERIALIZED VIEW plain.unfilled"))
          .hasSize(2);
      assertThat(after(rich, rich.content(), "GRANT INSERT ON plain.empty TO PUBLIC")).hasSize(1);
      assertThat(after(rich, rich.content(), "ALTER TABLE plain.person ENABLE TRIGGER sleeping"))
          .hasSize(1);
      assertThat(after(rich, rich.content(), "DROP INDEX plain.\"an index\""))
          .allMatch(line -> line.startsWith("missing: ") && line.contains("an index"))
          .hasSize(3);
      assertThat(after(rich, rich.content(), "ALTER TABLE plain.empty ALTER note SET DEFAULT 'x'"))
          .hasSize(1);
      assertThat(after(rich, rich.content(), "COMMENT ON VIEW plain.boss IS 'new'")).hasSize(1);
      assertThat(after(rich, rich.content(), "INSERT INTO plain.lab_note (id) VALUES (9)"))
          .hasSize(1);
      assertThat(
              after(rich, rich.content(), "ALTER DATABASE \"it's \"\"changing\"\"\" SET jit = off"))
          .hasSize(1);
    } finally {
      rich.drop();
    }
  }

  @Test
  void anOrdinaryOneIsDumpedByItsOwner(LabServer server) throws Exception {
    RichDatabase rich = RichDatabase.createOrdinary(server, "ordinary");
    try {
      Path archive = folder.resolve("archive");
      runAs(
          server,
          15,
          rich.owner(),
          RichDatabase.OWNER_PASSWORD,
          "pg_dump",
          "-Fc",
          "-f",
          archive.toString(),
          "-d",
          "ordinary");
      assertThat(archive).isNotEmptyFile();
    } finally {
      rich.drop();
    }
  }

  private static List<String> after(RichDatabase rich, DatabaseContent before, String change)
      throws Exception {
    rich.server().execute(rich.name(), change);
    return before.differences(rich.content());
  }

  private void run(LabServer server, int client, String program, String... arguments)
      throws Exception {
    runAs(server, client, LabServer.SUPERUSER, LabServer.PASSWORD, program, arguments);
  }

  private void runAs(
      LabServer server, int client, String user, String password, String program, String... rest)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(LabTools.client(client).resolve(program).toString());
    command.addAll(List.of("-h", server.host(), "-p", server.port() + "", "-U", user));
    command.addAll(List.of(rest));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", password);
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process = builder.redirectOutput(output.toFile()).start();
    assertThat(process.waitFor()).as(() -> read(output)).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
