package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the programs take them, whatever the database's name, is tried in RestoreRoundTripTest. */
final class RestoreArgumentsTest {
  private static final Path HEAD = Path.of("/w/head");
  private static final Path LIST = Path.of("/w/list");
  private static final Target TARGET =
      new Target("h", 5433, "u", null, "it's", "prefer", null, null);

  @Test
  void everyRunStopsAtTheFirstErrorAndTakesNoSubscription() {
    for (List<String> arguments :
        List.of(
            RestoreArguments.fromHead(TARGET, HEAD, LIST, 4),
            RestoreArguments.fromStream(TARGET, LIST),
            RestoreArguments.scriptFromHead(HEAD, LIST),
            RestoreArguments.scriptFromStream(LIST))) {
      assertThat(arguments)
          .contains("--exit-on-error", "--no-subscriptions", "--use-list=/w/list")
          .noneMatch(argument -> argument.startsWith("--section"));
    }
  }

  @Test
  void onlyAFileIsRestoredWithSeveralJobs() {
    assertThat(RestoreArguments.fromHead(TARGET, HEAD, LIST, 4)).contains("--jobs=4", "/w/head");
    assertThat(RestoreArguments.fromHead(TARGET, HEAD, LIST, 1))
        .noneMatch(argument -> argument.startsWith("--jobs"));
    assertThat(RestoreArguments.fromStream(TARGET, LIST)).doesNotContain("/w/head");
  }

  @Test
  void scriptsGoToStandardOutputAndPsqlReadsThemThere() {
    assertThat(RestoreArguments.scriptFromHead(HEAD, LIST))
        .contains("--file=-", "/w/head")
        .noneMatch(argument -> argument.startsWith("--dbname"));
    assertThat(RestoreArguments.runScript(TARGET))
        .containsExactly(
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
            "--no-password",
            "--host=h",
            "--port=5433",
            "--username=u",
            "--dbname=dbname='it\\'s'",
            "--file=-");
  }
}
