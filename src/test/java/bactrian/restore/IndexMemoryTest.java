package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.archive.Dependencies;
import bactrian.archive.Section;
import bactrian.archive.TocEntry;
import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An index tells in how much memory it was made: its expression is that setting. */
final class IndexMemoryTest {
  private static final String COUNT =
      "SELECT count(*) FROM t WHERE public.made_in(n) @> ARRAY['%s']";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"15, 256MB, 64MB", "15, 32MB, 32MB", "18, 256MB, 256MB"})
  void aLargeGinIndexIsMadeInNoMoreThanIsQuick(int major, String servers, String used)
      throws Exception {
    try (LabServer server = LabServer.start(major, "maintenance_work_mem=" + servers)) {
      server.execute(
          "postgres",
          "CREATE FUNCTION made_in(integer) RETURNS text[] IMMUTABLE LANGUAGE sql AS"
              + " $$SELECT ARRAY[pg_catalog.current_setting('maintenance_work_mem')]$$",
          "CREATE TABLE t AS SELECT n, repeat('x', 1000) FROM generate_series(1, 10000) n",
          "CREATE INDEX ON t USING gin (made_in(n))",
          "CREATE FUNCTION waiting(integer) RETURNS text IMMUTABLE LANGUAGE sql AS"
              + " $$SELECT pg_catalog.current_setting('deadlock_timeout')$$",
          "CREATE INDEX ON t (waiting(n))");
      ChildAk ak =
          ChildAk.in(folder).withServer(server, "postgres").withProgramsFirst(LabTools.client(18));
      assertThat(ak.run("backup", "--quiet").exitCode()).isZero();

      ChildAk.Ended restore = ak.run("restore", "latest", "--into", "copy", "--yes", "--jobs", "2");

      assertThat(restore.exitCode()).as(restore.err()).isZero();
      assertThat(count(server, used)).isEqualTo(10_000);
      // As a superuser, it does not wait a whole second for autovacuum to leave a new table.
      assertThat(rows(server, "SELECT count(*) FROM t WHERE public.waiting(n) = '100ms'"))
          .isEqualTo(10_000);
    }
  }

  private static long count(LabServer server, String memory) throws Exception {
    return rows(server, COUNT.formatted(memory));
  }

  /** What an index counts, which holds what its function gave when it was made. */
  private static long rows(LabServer server, String query) throws Exception {
    try (Connection session = server.connect("copy");
        Statement statement = session.createStatement()) {
      statement.execute("SET enable_seqscan = off");
      try (ResultSet row = statement.executeQuery(query)) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Test
  void theServersOwnSettingStandsForAllElse() {
    RestoreTask gin = task("gin", 2L << 30);

    assertThat(IndexMemory.settings(gin, 1L << 30, 17))
        .isEqualTo(Map.of("maintenance_work_mem", "65536kB"));
    assertThat(IndexMemory.settings(gin, 64L << 20, 17)).isEmpty();
    assertThat(IndexMemory.settings(gin, 1L << 30, 18)).isEmpty();
    assertThat(IndexMemory.settings(task("gin", (2L << 30) + 1), 1L << 30, 17)).isEmpty();
    assertThat(IndexMemory.settings(task("gin", 0), 1L << 30, 17)).isEmpty();
    assertThat(IndexMemory.settings(task("btree", 1L << 30), 1L << 30, 17)).isEmpty();
    assertThat(IndexMemory.settings(RestoreTask.WHOLE, 1L << 30, 17)).isEmpty();
  }

  /** The making of such an index, of a table of so many bytes. */
  private static RestoreTask task(String method, long bytes) {
    TocEntry index =
        new TocEntry(
            1,
            false,
            0,
            0,
            "i",
            "INDEX",
            Section.POST_DATA,
            "CREATE INDEX i ON public.t USING " + method + " (n);\n",
            "",
            "public",
            "",
            "",
            'i',
            "owner",
            List.of(),
            Dependencies.NONE);
    return RestoreTask.ofHead("index", List.of(index), 1, bytes);
  }
}
