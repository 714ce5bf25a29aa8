package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion script, in a real shell. */
class CompletionTest {
  @TempDir private Path folder;
  private Path script;

  @BeforeEach
  void generateScript() throws IOException {
    CommandRun run = CommandRun.of(folder, Map.of(), Clock.systemUTC(), "generate-completion");
    assertThat(run.exitCode()).as(run.err()).isZero();
    script = Files.writeString(folder.resolve("completion"), run.out());
  }

  @Test
  void completesACommand() throws Exception {
    assertThat(completed("ak wor")).containsExactly("worker");
  }

  @Test
  void completesAnOptionOfACommand() throws Exception {
    assertThat(completed("ak prune --dr")).containsExactly("--dry-run");
  }

  /** What bash offers for the last word of a line; compopt is only there while it completes. */
  private List<String> completed(String line) throws Exception {
    String[] words = line.split(" ", -1);
    Process bash =
        new ProcessBuilder(
                "bash",
                "-ec",
                "COMP_LINE=$1; COMP_CWORD=$2; COMP_WORDS=($1); compopt() { :; }; . \"$0\"; _complete_ak;"
                    + " printf '%s\\n' \"${COMPREPLY[@]}\"",
                script.toString(),
                line,
                Integer.toString(words.length - 1))
            .redirectErrorStream(true)
            .start();
    bash.getOutputStream().close();
    String offered = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(offered).isZero();
    return offered.lines().map(String::strip).toList();
  }
}
