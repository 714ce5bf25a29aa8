package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProgressBarsTest {
  private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
  private final ProgressBars bars =
      new ProgressBars(new PrintStream(drawn, true, StandardCharsets.UTF_8));

  @Test
  void drawsHowMuchOfAKnownLengthHasPassedAndEndsTheLine() throws IOException {
    byte[] bytes = new byte[3 * 1024 * 1024];

    try (InputStream watched =
        bars.watch("Loading", bytes.length, new ByteArrayInputStream(bytes))) {
      assertThat(watched.readAllBytes()).isEqualTo(bytes);
    }

    assertThat(drawn.toString(StandardCharsets.UTF_8))
        .contains("Loading 100%")
        .contains("3/3 MiB")
        .endsWith("\n");
  }

  @Test
  void endsTheLineHoweverSoonItIsOver() {
    for (int time = 0; time < 200; time++) {
      drawn.reset();

      bars.open("Loading", 1).close();

      assertThat(drawn.toString(StandardCharsets.UTF_8)).endsWith("\n");
    }
  }

  @Test
  void drawsWhatHasPassedWhereTheLengthIsUnknown() throws IOException {
    try (InputStream watched =
        bars.watch("Dumping", -1, new ByteArrayInputStream(new byte[2 * 1024 * 1024]))) {
      watched.readAllBytes();
    }

    assertThat(drawn.toString(StandardCharsets.UTF_8)).contains("Dumping").contains("2/? MiB");
  }

  @Test
  void keepsToTheWidthOfATerminalOfEightyColumns() throws IOException {
    try (InputStream watched =
        bars.watch("Loading", Long.MAX_VALUE, new ByteArrayInputStream(new byte[1]))) {
      watched.readAllBytes();
    }

    assertThat(drawn.toString(StandardCharsets.UTF_8).split("[\r\n]+"))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
  }

  @Test
  void closesWhatItWatches() throws IOException {
    boolean[] closed = new boolean[1];
    InputStream in =
        new ByteArrayInputStream(new byte[1]) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };

    bars.watch("Loading", 1, in).close();

    assertThat(closed[0]).isTrue();
  }
}
