package bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.PostgresLab;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A database as it lives, dumped by pg_dump into a pipe that the reader reads. */
@ExtendWith(PostgresLab.class)
final class LiveArchiveTest {
  private static final String DATABASE = "archive: live \"é\" $(x)";

  private static final String TABLES =
      "SELECT nspname, relname, quote_ident(nspname) || '.' || quote_ident(relname)"
          + " FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
          + " WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema'";

  @TempDir private Path folder;
  private LabServer server;

  @BeforeEach
  void fillADatabase(LabServer running) throws Exception {
    server = running;
    server.execute(
        "postgres",
        "CREATE ROLE bactrian_golden",
        "CREATE DATABASE " + quoted(DATABASE) + " TEMPLATE template0");
    Path script = Path.of(getClass().getResource("/archives/rich.sql").toURI());
    run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script.toString());
    server.execute(
        DATABASE,
        "CREATE TABLE bulk AS SELECT i, repeat(md5(i::text), 1 + i % 40) AS t"
            + " FROM generate_series(1, 20000) i",
        "CREATE TABLE one_long_row AS SELECT string_agg(md5(i::text), E'\\n') AS t"
            + " FROM generate_series(1, 100000) i");
  }

  @AfterEach
  void removeIt() throws Exception {
    server.execute(
        "postgres",
        "DROP DATABASE IF EXISTS " + quoted(DATABASE),
        "DROP ROLE IF EXISTS bactrian_golden");
  }

  @Test
  void rowsAndLargeObjectsAreThoseOfTheDatabase() throws Exception {
    Recorder read = dump();

    assertThat(read.rows()).containsExactlyInAnyOrderEntriesOf(rowsInTheDatabase());
    assertThat(read.rows()).containsEntry("public\tbulk", 20_000L);
    assertThat(read.summary().largeObjects())
        .isEqualTo(count("SELECT count(*) FROM pg_largeobject_metadata"));
    assertThat(read.cuts()).extracting(Recorder.Cut::place).contains(Place.INSIDE);
  }

  @Test
  void theEntriesAreThoseThatPgRestoreLists() throws Exception {
    Recorder read = dump();
    Path archive = Files.write(folder.resolve("archive"), read.bytes());

    byte[] listing = run("pg_restore", "--list", "--verbose", archive.toString());

    assertThat(read.head().entries().stream().flatMap(GoldenArchive::asListed))
        .containsExactlyElementsOf(GoldenArchive.entryLines(GoldenArchive.lines(listing)));
  }

  /** Straight from the pipe, asking to be cut at every place that is not a chunk's end. */
  private Recorder dump() throws Exception {
    Process process = start("pg_dump", "-Fc", "-Z0").start();
    try (InputStream in = process.getInputStream()) {
      Recorder read = Recorder.read(in, (offset, place) -> place != Place.CHUNK_END);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      return read;
    } finally {
      process.destroyForcibly();
    }
  }

  private Map<String, Long> rowsInTheDatabase() throws Exception {
    Map<String, Long> rows = new LinkedHashMap<>();
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet tables = statement.executeQuery(TABLES)) {
      while (tables.next()) {
        rows.put(
            tables.getString(1) + "\t" + tables.getString(2),
            count("SELECT count(*) FROM ONLY " + tables.getString(3)));
      }
    }
    return rows;
  }

  private long count(String sql) throws Exception {
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private byte[] run(String program, String... arguments) throws Exception {
    Path output = folder.resolve(program + ".out");
    Process process = start(program, arguments).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(program).isZero();
    return Files.readAllBytes(output);
  }

  private ProcessBuilder start(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.add(0, LabTools.client(15).resolve(program).toString());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(folder.resolve("err").toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("PGHOST", server.host());
    builder.environment().put("PGPORT", Integer.toString(server.port()));
    builder.environment().put("PGUSER", LabServer.SUPERUSER);
    builder.environment().put("PGPASSWORD", LabServer.PASSWORD);
    builder.environment().put("PGDATABASE", DATABASE);
    return builder;
  }
}
