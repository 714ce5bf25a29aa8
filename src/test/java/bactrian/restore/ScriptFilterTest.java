package bactrian.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ScriptFilterTest {
  private static final String LINE = "SET transaction_timeout = 0;\n";

  private static final String BEFORE =
      """
      --
      -- PostgreSQL database dump
      --

      \\restrict 4nKxqWf

      -- Dumped from database version 16.15
      -- Dumped by pg_dump version 17.11 (Debian 17.11-0+deb13u1)

      SET statement_timeout = 0;
      SET lock_timeout = 0;
      SET idle_in_transaction_session_timeout = 0;
      """;

  private static final String AFTER =
      """
      SET client_encoding = 'UTF8';
      SELECT pg_catalog.set_config('search_path', '', false);

      --
      -- Data for Name: t; Type: TABLE DATA; Schema: public; Owner: o
      --

      COPY public.t (a) FROM stdin;
      SET transaction_timeout = 0;
      \\\\.
      \\.

      SET transaction_timeout = 0;
      \\unrestrict 4nKxqWf
      """;

  @Property(tries = 300)
  void theLineGoesHoweverTheScriptIsCutIntoReads(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int longest) throws IOException {
    assertThat(filtered(BEFORE + LINE + AFTER, seed, longest)).isEqualTo(BEFORE + AFTER);
  }

  @Property(tries = 300)
  void whatHasNoSuchLineInItsPreambleIsUntouched(
      @ForAll String text, @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int longest)
      throws IOException {
    String script = BEFORE + AFTER + text;

    assertThat(filtered(script, seed, longest))
        .isEqualTo(new String(script.getBytes(UTF_8), UTF_8));
  }

  @Test
  void nothingButTheExactLineIsDropped() throws IOException {
    for (String other :
        new String[] {
          " SET transaction_timeout = 0;\n",
          "SET transaction_timeout = 0; \n",
          "SET transaction_timeout = 10;\n",
          "SET transaction_timeout = 0;\r\n",
          "-- Name: x; Type: TABLE\nSET transaction_timeout = 0;\n",
          "SELECT 1;\nSET transaction_timeout = 0;\n",
          "SET transaction_timeout = 0;"
        }) {
      assertThat(filtered(BEFORE + other, 1, 50)).isEqualTo(BEFORE + other);
    }
  }

  @Test
  void onlyTheFirstOneIsDropped() throws IOException {
    assertThat(filtered(LINE + LINE, 1, 50)).isEqualTo(LINE);
    assertThat(filtered("", 1, 50)).isEmpty();
  }

  @Test
  void aScriptThatFailsIsNotTakenForOneThatEnds() {
    for (String until : new String[] {BEFORE, BEFORE + LINE + AFTER}) {
      InputStream failing =
          new SequenceInputStream(
              new ByteArrayInputStream(until.getBytes(UTF_8)), new FailedProgram());

      assertThatThrownBy(() -> new ScriptFilter(failing).readAllBytes())
          .hasMessage("pg_restore failed");
    }
  }

  private static final class FailedProgram extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("pg_restore failed");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return read();
    }
  }

  private static String filtered(String script, long seed, int longest) throws IOException {
    Random random = new Random(seed);
    InputStream inPieces =
        new FilterInputStream(new ByteArrayInputStream(script.getBytes(UTF_8))) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(longest)));
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ScriptFilter filter = new ScriptFilter(inPieces)) {
      byte[] buffer = new byte[longest];
      for (int read = 0; read >= 0; ) {
        if (random.nextInt(4) == 0) {
          read = filter.read();
          if (read >= 0) {
            out.write(read);
          }
        } else {
          read = filter.read(buffer, 0, 1 + random.nextInt(longest));
          out.write(buffer, 0, Math.max(read, 0));
        }
      }
    }
    return out.toString(UTF_8);
  }
}
