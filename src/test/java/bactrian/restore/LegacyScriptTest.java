package bactrian.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.ExitCode;
import bactrian.failure.StreamFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a legacy script is turned into, and what is refused. */
final class LegacyScriptTest {
  private static final String START = "--\n-- PostgreSQL database dump\n--\n\n";
  private static final String END = "--\n-- PostgreSQL database dump complete\n--\n\n";
  private static final String SCRIPT =
      START
          + "\\restrict abc123\n\nSET client_encoding = 'UTF8';\n"
          + "ALTER TABLE ONLY public.t DROP CONSTRAINT t_pkey;\nDROP TABLE public.t;\n"
          + "DROP EXTENSION plpgsql;\nDROP SCHEMA public;\n--\n-- Name: public\n--\n\n"
          + "CREATE SCHEMA public;\n\n\nALTER SCHEMA public OWNER TO postgres;\n\n"
          + "SET search_path = public, pg_catalog;\n\n"
          + "CREATE FUNCTION f() RETURNS text\n    AS $_$ SELECT '\\! id'; $_$\n;\n"
          + "COPY t (a, \"b c\") FROM stdin;\n1\tx\n2\t\\\\.\n\\.x\\n\n".replace("\\.x", "\\\\x")
          + "\\.\n\n\nSELECT pg_catalog.set_config('search_path', '', false);\n"
          + "COPY public.\"we\"\"ird\"  FROM stdin;\n\n\n\\.\n\n\\unrestrict abc123\n"
          + END;

  @Test
  void countsTheRowsOfEveryCopyWithItsSearchPath() throws IOException {
    LegacyScript script = script(SCRIPT, true);
    script.readAllBytes();
    assertThat(script.counts().copies())
        .containsExactly(
            new LegacyCounts.Copy("t", "public, pg_catalog", 3),
            new LegacyCounts.Copy("public.\"we\"\"ird\"", "''", 2));
  }

  @Test
  void dropsMayFailAndWhatFollowsMayNot() throws IOException {
    String text = text(SCRIPT, true);
    assertThat(text)
        .contains("EXECUTE $bactrian_$DROP TABLE public.t;")
        .contains("EXECUTE $bactrian_$DROP SCHEMA public;")
        .contains("\nCREATE SCHEMA public;\n")
        .doesNotContain("DROP EXTENSION plpgsql")
        .doesNotContain("abc123");
  }

  @Test
  void anOrdinaryRoleLeavesOutWhatOnlyASuperuserOwns() throws IOException {
    LegacyScript script = script(SCRIPT, false);
    assertThat(new String(script.readAllBytes(), UTF_8)).doesNotContain("SCHEMA public");
    assertThat(script.leftOut())
        .containsExactly(
            "DROP EXTENSION plpgsql;",
            "DROP SCHEMA public;",
            "CREATE SCHEMA public;",
            "ALTER SCHEMA public OWNER TO postgres;");
  }

  @Test
  void theSameComesOutHoweverItIsCutIntoReads() throws IOException {
    String whole = text(SCRIPT, true);
    InputStream trickle =
        new ByteArrayInputStream(SCRIPT.getBytes(UTF_8)) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, 1));
          }
        };
    assertThat(new String(new LegacyScript(trickle, true, "k").readAllBytes(), UTF_8))
        .isEqualTo(whole);
  }

  @Test
  void aScriptThatIsCutOffAnywhereIsRefused() {
    byte[] whole = SCRIPT.getBytes(UTF_8);
    int complete = SCRIPT.indexOf("complete\n") + "complete\n".length();
    for (int length = 0; length < complete; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> LegacyScript.of(new ByteArrayInputStream(cut), true).readAllBytes())
          .as("cut at " + length)
          .isInstanceOf(StreamFailure.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\! id\n",
        "\\connect other\n",
        "\\.\n",
        "\\restrict a \\! id\n",
        "SELECT 1 \\! id\n",
        "SELECT 1; \\! id\n",
        "SELECT 1 \\g |id\n",
        "/* a /* b */ */ \\! id\n",
        "-- a\r\\! id\n",
        "SELECT 'it''s' \\! id\n",
        "SELECT \"a\" \\! id\n",
        "SELECT $$a$$ \\! id\n",
        "SELECT $a$ $b$ $a$ \\! id\n",
        "SELECT a$b$ \\! id -- $b$\n",
        "SELECT $1a$b$ \\! id -- $b$\n",
        "SELECT 'a\\' \\! id -- '\n",
        "SELECT E'a\\' \\! id -- '\n",
        "SELECT U&'a' \\! id\n",
        "SELECT 'a\0\n' \\! id\n",
        "SELECT 1 */ \\! id\n",
        "SELECT 1 --*/\n\\! id\n",
        "COPY t FROM stdin; \\! id\n1\n\\.\n",
        "COPY t FROM stdin\n;\n\\! id\n\\.\n",
        "copy t from stdin;\n\\! id\n\\.\n",
        "SELECT 1; COPY t FROM stdin;\n\\! id\n\\.\n",
        "/* */COPY t FROM stdin;\n\\! id\n\\.\n",
        "COPY t FROM stdin CSV;\n\"\n\\! id\n\\.\n",
        "COPY t TO stdout;\n\\! id\n\\.\n",
        "COPY t FROM PROGRAM 'id';\n",
        "COPY t FROM stdin;\n\\.\r\n\\! id\n",
        "COPY t FROM stdin;\n\\. \n\\! id\n",
        "COPY t FROM stdin;\n1\n\\.\n\\! id\n",
        "COPY t FROM stdin;\n1\0\n\\.\n",
      })
  void whatCouldRunAProgramIsRefusedInEveryPlace(String attack) {
    for (String script :
        new String[] {
          START + attack + END,
          START + "CREATE TABLE t (a int);\n" + attack + END,
          START + "DROP TABLE t; " + attack + END,
          START + "CREATE TABLE t\n(a int); " + attack + END,
        }) {
      assertThatThrownBy(() -> text(script, true))
          .as(script)
          .isInstanceOfSatisfying(
              StreamFailure.class,
              failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED))
          .hasMessageContaining("of the legacy file has");
    }
  }

  @Test
  void aRefusalNamesTheLine() {
    String before = START + "CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n2\n\\.\n";
    assertThatThrownBy(() -> text(before + "\\! id\n" + END, true))
        .hasMessageStartingWith("Line " + (before.lines().count() + 1) + " of the legacy file has");
  }

  @Test
  void nothingOfARefusedStatementIsGivenOut() throws IOException {
    LegacyScript script =
        script(START + "CREATE TABLE t (a int);\nCOPY t FROM stdin; \\! id\n" + END, true);
    byte[] given = new byte[10_000];
    int read = script.read(given);
    assertThat(new String(given, 0, read, UTF_8)).doesNotContain("COPY").doesNotContain("! id");
    assertThatThrownBy(() -> script.read(given)).isInstanceOf(StreamFailure.class);
  }

  @Test
  void backslashesInsideOfTextAndDataPass() throws IOException {
    String harmless =
        """
        CREATE TABLE "\\! a" (a text DEFAULT 'C:\\x', b text DEFAULT E'\\\\d\\n');
        COMMENT ON TABLE t IS 'a
        \\! b
        ';
        -- \\! c
        /* \\! d */
        CREATE FUNCTION f() AS $q$
        \\! e
        $$
        $q$;
        COPY t FROM stdin;
        \\\\! id
        \\.
        """;
    assertThat(text(START + harmless + END, true)).contains("\\! a", "\\! b", "\\! e", "\\\\! id");
  }

  private static LegacyScript script(String text, boolean superuser) {
    return new LegacyScript(new ByteArrayInputStream(text.getBytes(UTF_8)), superuser, "k");
  }

  private static String text(String text, boolean superuser) throws IOException {
    return new String(script(text, superuser).readAllBytes(), UTF_8);
  }
}
