package bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.StreamFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowCounterTest {
  private static final String END = "\\.\n\n\n";

  @Property(tries = 3000)
  void rowsAreTheLinesHoweverTheTextIsCut(@ForAll("lines") List<String> lines, @ForAll long seed)
      throws Exception {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    text.append(END);

    assertThat(count(text.toString(), new Random(seed))).isEqualTo(lines.size());
  }

  /** COPY text: line ends and backslashes inside of values stand there escaped. */
  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "a", ".", "\\\\", "\\n", "\\N", "\\r", "\t", "é", "\\\\.", "123456789", "\u008a");
    return piece.list().ofMaxSize(6).map(pieces -> String.join("", pieces)).list().ofMaxSize(40);
  }

  private static long count(String text, Random cuts) throws StreamFailure {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    RowCounter counter = new RowCounter();
    for (int at = 0; at < bytes.length; ) {
      int to = Math.min(bytes.length, at + 1 + cuts.nextInt(24));
      counter.accept(bytes, at, to, at);
      at = to;
    }
    return counter.rows(bytes.length);
  }

  @Test
  void tablesWithoutRowsOrColumnsAreCounted() throws Exception {
    assertThat(whole(END)).isZero();
    assertThat(whole("\n\n\n" + END)).isEqualTo(3);
  }

  @Test
  void aLineThatBeginsLikeTheEndIsARow() throws Exception {
    assertThat(whole("\\.x\n" + END)).isEqualTo(1);
    assertThat(whole("\\N\n\\\\.\n" + END)).isEqualTo(2);
    assertThat(whole("a\\.\n" + END)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\n",
        "a\n\\.",
        "a\n\\.\n",
        "a\n\\.\n\n",
        "a\n\n\n",
        "a\\.\n\n\n",
        "a\n\\.\n\n\n\n",
        "a\n\\.\nb\n\\.\n\n\n",
        "a\n\\.\n\n\na",
        "a\n\\.\n\\.\n\n",
        "a\n\\.\n\n\\.\n\n\n"
      })
  void whateverElseStandsAtTheEndIsRefused(String text) {
    assertThatThrownBy(() -> whole(text))
        .isInstanceOf(StreamFailure.class)
        .hasMessageStartingWith("The archive is damaged at byte ");
  }

  private static long whole(String text) throws StreamFailure {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    RowCounter counter = new RowCounter();
    counter.accept(bytes, 0, bytes.length, 0);
    return counter.rows(bytes.length);
  }
}
