package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.stream.Progress;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a start costs is decided by the classes that it loads. */
class CommandLineStartTest {
  @TempDir private Path folder;

  /** The names and aliases of all commands. */
  static Stream<String> commands() {
    Session session =
        new Session(
            Map.of(),
            Path.of("settings"),
            Path.of("."),
            Path.of("backups"),
            new PrintStream(PrintStream.nullOutputStream()),
            new PrintStream(PrintStream.nullOutputStream()),
            Clock.systemUTC(),
            Progress.NONE);
    return AkCommand.commandLine(session).getSubcommands().keySet().stream();
  }

  @Test
  void listLoadsNeitherSchedulerNorManagementNorCloud() throws Exception {
    ChildAk.Ended list = run("listbackups", "--json");

    assertThat(list.exitCode()).as(list.err()).isZero();
    assertThat(loadedClasses())
        .anyMatch(name -> name.startsWith("org.apache.camel.component.direct."))
        .noneMatch(name -> name.startsWith("org.quartz."))
        .noneMatch(name -> name.startsWith("org.apache.camel.component.quartz."))
        .noneMatch(name -> name.startsWith("org.apache.camel.management."))
        .noneMatch(name -> name.startsWith("javax.management."))
        .noneMatch(name -> name.startsWith("software.amazon."))
        .noneMatch(name -> name.startsWith("org.apache.camel.component.aws2."));
  }

  @Test
  void listPrintsJsonAndNothingElse() throws Exception {
    ChildAk.Ended list = run("listbackups", "--json");

    JsonNode printed =
        new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .readTree(list.out());
    assertThat(printed.isArray()).isTrue();
    assertThat(list.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpNeedsNoCamel(String command) throws Exception {
    ChildAk.Ended help = run(command, "--help");

    assertThat(help.exitCode()).as(help.err()).isZero();
    assertThat(help.out()).startsWith("Usage: ak ");
    assertThat(help.err()).isEmpty();
    assertThat(loadedClasses()).noneMatch(name -> name.startsWith("org.apache.camel."));
  }

  @Test
  void everyCommandKnowsTheVersion() throws Exception {
    String version = run("--version").out();

    assertThat(version).startsWith("Bactrian ");
    assertThat(run("backup", "--version").out()).isEqualTo(version);
  }

  /** Picocli's own command for the shell's completion ignores what it does not know. */
  static Stream<String> ownCommands() {
    return commands().filter(command -> !command.equals("generate-completion"));
  }

  @ParameterizedTest
  @MethodSource("ownCommands")
  void wrongUseIsToldBeforeCamelIsLoaded(String command) throws Exception {
    ChildAk.Ended wrong = run(command, "name", "--no-such-option");

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).startsWith("ak: ").contains(" --help");
    assertThat(loadedClasses()).noneMatch(name -> name.startsWith("org.apache.camel."));
  }

  @Test
  void theProgramItselfHelpsWithoutCamel() throws Exception {
    ChildAk.Ended help = run("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).startsWith("Usage: ak ").contains("Exit status:");
    assertThat(loadedClasses()).noneMatch(name -> name.startsWith("org.apache.camel."));
  }

  @Test
  void withoutACommandTheUseIsWrong() throws Exception {
    ChildAk.Ended nothing = run();

    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(loadedClasses()).noneMatch(name -> name.startsWith("org.apache.camel."));
  }

  private ChildAk.Ended run(String... arguments) throws Exception {
    return ChildAk.in(folder)
        .withoutTestClasses()
        .withJvmOptions("-Xlog:class+load:file=" + log() + ":none")
        .run(arguments);
  }

  private Path log() {
    return folder.resolve("classes.log");
  }

  private List<String> loadedClasses() throws Exception {
    try (Stream<String> lines = Files.lines(log())) {
      return lines.map(line -> line.split(" ", 2)[0]).toList();
    }
  }
}
