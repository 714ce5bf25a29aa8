package bactrian.restore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.StreamFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A script of pg_restore without its own transaction. */
final class WithoutTransactionTest {
  private static final String BEFORE = "--\n\\restrict a\n\nBEGIN;\n\nSET x = 1;\n";
  private static final String AFTER =
      "COMMIT;\n\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict a\n\n";

  @Test
  void leavesOutOnlyItsOwnBeginAndCommit() throws IOException {
    String data =
        "COPY t FROM stdin;\nBEGIN;\nCOMMIT;\n\n-- x\nCOMMIT;\nlong "
            + "x".repeat(200_000)
            + "\nCOMMIT;\n\\.\n\nCREATE FUNCTION f() AS $$\nCOMMIT;\n--\n$$;\n";
    assertThat(text(BEFORE + data + AFTER))
        .isEqualTo(
            "--\n\\restrict a\n\n\nSET x = 1;\n" + data + AFTER.substring("COMMIT;\n".length()));
  }

  @Test
  void theSameComesOutHoweverItIsCutIntoReads() throws IOException {
    String script = BEFORE + "SELECT 'a\nCOMMIT;\n';\n" + AFTER;
    InputStream trickle =
        new ByteArrayInputStream(script.getBytes(US_ASCII)) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, 1));
          }
        };
    assertThat(new String(new WithoutTransaction(trickle).readAllBytes(), US_ASCII))
        .isEqualTo(text(script));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SET x = 1;\n",
        "BEGIN;\nSET x = 1;\n",
        "BEGIN;\nSET x = 1;\nCOMMIT;",
        "BEGIN;\nSELECT '\nCOMMIT;\n';\n",
        "SELECT 1;\nCOMMIT;\n"
      })
  void whatIsNotOneWholeTransactionIsRefused(String script) {
    assertThatThrownBy(() -> text(script))
        .isInstanceOf(StreamFailure.class)
        .hasMessageContaining("not one whole transaction");
  }

  private static String text(String script) throws IOException {
    return new String(
        new WithoutTransaction(new ByteArrayInputStream(script.getBytes(US_ASCII))).readAllBytes(),
        US_ASCII);
  }
}
