package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.PostgresLab.Major;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
class DumpPreflightTest {
  private static final String ROLE = "pre \"Flight";
  private static final String QUOTED = "\"pre \"\"Flight\"";
  private static final String DATABASE = "preflight";
  private static final Pattern STATEMENT =
      Pattern.compile("^  [^(].*?: ((?:GRANT|ALTER ROLE) .*);$", Pattern.MULTILINE);

  /** Schema, six tables and sequences, row security (one line), two large objects. */
  private static final int PROBLEMS = 10;

  @Test
  void saysWhatPgDumpWouldFailOnAndHowToSolveIt(
      @Major(13) LabServer s13,
      @Major(14) LabServer s14,
      LabServer s15,
      @Major(16) LabServer s16,
      @Major(17) LabServer s17,
      @Major(18) LabServer s18)
      throws Exception {
    for (LabServer server : List.of(s13, s14, s15, s16, s17, s18)) {
      fill(server);
      int solved = 0;
      for (Optional<String> problem = problem(server); problem.isPresent(); ) {
        assertThat(dump(server).status()).as("pg_dump, %s", problem).isNotZero();
        server.execute(DATABASE, firstStatement(problem.get()));
        solved++;
        problem = problem(server);
      }
      assertThat(solved).as("problems on %d", server.major()).isEqualTo(PROBLEMS);
      ClientRun dump = dump(server);
      assertThat(dump.status()).as("pg_dump says %s", dump.messages()).isZero();
      drop(server);
    }
  }

  @Test
  void showsTheFirstProblemsAndCountsTheOthers(LabServer server) throws Exception {
    fill(server);
    try (Connection connection = server.connect(DATABASE, ROLE, "x")) {
      assertThatExceptionOfType(RunFailure.class)
          .isThrownBy(() -> DumpPreflight.check(connection))
          .withMessageStartingWith(
              "User \"" + ROLE + "\" cannot read all of database \"preflight\"")
          .withMessageContaining(
              "  schema \"Hi dden\": GRANT USAGE ON SCHEMA \"Hi dden\" TO " + QUOTED + ";\n")
          .withMessageContaining("\n  and 5 more\n")
          .withMessageContaining("GRANT pg_read_all_data TO " + QUOTED)
          .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED));
    }
    drop(server);
  }

  @Test
  void aMemberOfPgReadAllDataOnlyLacksRowsAndLargeObjects(
      @Major(14) LabServer oldest, @Major(18) LabServer newest) throws Exception {
    for (LabServer server : List.of(oldest, newest)) {
      fill(server);
      server.execute("postgres", "GRANT pg_read_all_data TO " + QUOTED);

      assertThat(problem(server))
          .hasValueSatisfying(
              text ->
                  assertThat(text.lines().skip(1).toList())
                      .satisfiesExactly(
                          rows ->
                              assertThat(rows)
                                  .isEqualTo(
                                      "  rows hidden by row security of public.forced and 1 more:"
                                          + " ALTER ROLE "
                                          + QUOTED
                                          + " BYPASSRLS;"),
                          first -> assertThat(first).contains("GRANT SELECT ON LARGE OBJECT"),
                          second -> assertThat(second).contains("GRANT SELECT ON LARGE OBJECT"),
                          all -> assertThat(all).contains("pg_read_all_data")));
      drop(server);
    }
  }

  @Test
  void aSuperuserLacksNothing(LabServer server) throws Exception {
    fill(server);
    try (Connection connection = server.connect(DATABASE)) {
      assertThatCode(() -> DumpPreflight.check(connection)).doesNotThrowAnyException();
    }
    drop(server);
  }

  @Test
  void largeObjectsOfAnyoneCanBeReadInCompatibilityMode(LabServer server) throws Exception {
    fill(server);
    server.execute("postgres", "ALTER ROLE " + QUOTED + " SET lo_compat_privileges = on");

    assertThat(problem(server)).get().asString().contains("and 3 more");
    drop(server);
  }

  @Test
  void runsNoFunctionOfTheDatabaseItself(LabServer server) throws Exception {
    fill(server);
    server.execute(
        DATABASE,
        "CREATE FUNCTION public.trap(name, text) RETURNS bool LANGUAGE plpgsql AS"
            + " $$BEGIN RAISE 'trapped'; END$$",
        "CREATE FUNCTION public.format(text, name, name) RETURNS text LANGUAGE plpgsql AS"
            + " $$BEGIN RAISE 'trapped'; END$$",
        "CREATE FUNCTION public.trap(oid, regclass) RETURNS bool LANGUAGE plpgsql AS"
            + " $$BEGIN RAISE 'trapped'; END$$",
        "CREATE FUNCTION public.trap(oid, int) RETURNS bool LANGUAGE plpgsql AS"
            + " $$BEGIN RAISE 'trapped'; END$$",
        "CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = text, FUNCTION = public.trap)",
        "CREATE OPERATOR public.<> (LEFTARG = name, RIGHTARG = text, FUNCTION = public.trap)",
        "CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = public.trap)",
        "CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = int, FUNCTION = public.trap)");
    try (Connection connection = server.connect(DATABASE)) {
      assertThatCode(() -> DumpPreflight.check(connection)).doesNotThrowAnyException();
      assertThatCode(() -> ServerFacts.read(connection)).doesNotThrowAnyException();
      assertThatCode(() -> ApplicationVersion.read(connection, null)).doesNotThrowAnyException();
    }
    drop(server);
  }

  private static void fill(LabServer server) throws SQLException {
    drop(server);
    server.execute(
        "postgres", "CREATE ROLE " + QUOTED + " LOGIN PASSWORD 'x'", "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE,
        "CREATE SCHEMA \"Hi dden\"",
        "CREATE TABLE \"Hi dden\".\"Ta\"\"ble\" (a int)",
        "CREATE SEQUENCE \"Hi dden\".counter",
        "CREATE SCHEMA nothing_to_read",
        "CREATE VIEW public.shown AS SELECT 1 AS one",
        "CREATE MATERIALIZED VIEW public.kept AS SELECT 1 AS one",
        "CREATE TABLE public.parent (a int) PARTITION BY LIST (a)",
        "CREATE TABLE public.leaf PARTITION OF public.parent FOR VALUES IN (1)",
        "CREATE UNLOGGED TABLE public.column_only (a int, b int)",
        "GRANT SELECT (a) ON public.column_only TO " + QUOTED,
        // Row security: one that binds, one forced on its owner, one that does not bind its owner.
        "CREATE TABLE public.secured (a int)",
        "ALTER TABLE public.secured ENABLE ROW LEVEL SECURITY",
        "GRANT SELECT ON public.secured TO " + QUOTED,
        "CREATE TABLE public.forced (a int)",
        "ALTER TABLE public.forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        "ALTER TABLE public.forced OWNER TO " + QUOTED,
        "CREATE TABLE public.mine (a int)",
        "ALTER TABLE public.mine ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE public.mine OWNER TO " + QUOTED,
        // An extension's own table is not dumped, its configuration table is.
        "CREATE EXTENSION hstore",
        "CREATE TABLE public.of_extension (a int)",
        "CREATE TABLE public.configuration (a int)",
        "ALTER EXTENSION hstore ADD TABLE public.of_extension",
        "ALTER EXTENSION hstore ADD TABLE public.configuration",
        "UPDATE pg_extension SET extconfig = ARRAY['public.configuration'::regclass],"
            + " extcondition = ARRAY[''] WHERE extname = 'hstore'",
        "SELECT lo_from_bytea(4711, 'x')",
        "SELECT lo_from_bytea(4712, 'x')",
        "SELECT lo_from_bytea(4713, 'x')",
        "ALTER LARGE OBJECT 4713 OWNER TO " + QUOTED,
        "SELECT lo_from_bytea(4714, 'x')",
        "GRANT SELECT ON LARGE OBJECT 4714 TO PUBLIC");
  }

  private static void drop(LabServer server) throws SQLException {
    server.execute(
        "postgres", "DROP DATABASE IF EXISTS " + DATABASE, "DROP ROLE IF EXISTS " + QUOTED);
  }

  private static Optional<String> problem(LabServer server) throws SQLException {
    try (Connection connection = server.connect(DATABASE, ROLE, "x")) {
      DumpPreflight.check(connection);
      return Optional.empty();
    } catch (RunFailure failure) {
      return Optional.of(failure.sentence());
    }
  }

  private static String firstStatement(String sentence) {
    Matcher matcher = STATEMENT.matcher(sentence);
    assertThat(matcher.find()).as(sentence).isTrue();
    return matcher.group(1);
  }

  private static ClientRun dump(LabServer server) throws Exception {
    return ClientRun.of(
        ClientRun.clientFor(server),
        "pg_dump",
        List.of(
            "--no-password",
            "--host=" + server.host(),
            "--port=" + server.port(),
            "--username=" + ROLE,
            "--dbname=" + DATABASE),
        "x");
  }
}
