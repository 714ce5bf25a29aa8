package bactrian.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ak} in a checkout that holds a program of a few lines, really built and really run. */
final class LauncherTest {
  private static final String SOURCE = "src/main/java/bactrian/Ak.java";

  @TempDir private static Path shared;
  private static Path built;
  private static Answer first;

  @TempDir private Path folder;

  /** What a launcher said and how it ended. */
  private record Answer(int status, String out, String err) {}

  /** A launcher that runs. */
  private record Launched(Process process, Path out, Path err) {
    Answer end() throws IOException, InterruptedException {
      if (!process.waitFor(180, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("./ak did not end: " + Files.readString(err));
      }
      return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    }
  }

  @BeforeAll
  static void build() throws Exception {
    built = shared.resolve("a check'out");
    Path sample = Path.of("src/test/resources/launcher");
    try (Stream<Path> paths = Files.walk(sample)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        copy(path, built.resolve(sample.relativize(path).toString()));
      }
    }
    copy(Path.of("ak"), built.resolve("ak"));
    try (Stream<Path> scripts = Files.list(Path.of("src/main/scripts"))) {
      for (Path script : scripts.toList()) {
        copy(script, built.resolve(script.toString()));
      }
    }
    first = ak(built, "list");
  }

  @Test
  void buildsOnFirstUseAndSaysSoOnStderrOnly() {
    assertThat(first.err()).isEqualTo("ak: Building Bactrian (first use)…\n");
    assertThat(first.out()).startsWith("first edition\nargument list\n");
    assertThat(first.status()).isZero();
  }

  @Test
  void buildsNothingTheSecondTime() throws Exception {
    Answer second = ak(checkout(), "list");

    assertThat(second.err()).isEmpty();
    assertThat(second.out()).startsWith("first edition\n");
  }

  @Test
  void handsOnEveryArgumentAndTheExitStatus() throws Exception {
    Answer answer = ak(checkout(), "fail", "", "two words", "$HOME '\"*", "-n");

    assertThat(answer.out())
        .contains("argument \nargument two words\nargument $HOME '\"*\nargument -n\n");
    assertThat(answer.status()).isEqualTo(4);
  }

  @Test
  void knowsItsCheckoutWhenItIsCalledThroughLinksFromElsewhere() throws Exception {
    Path checkout = checkout();
    Path programs = Files.createDirectory(folder.resolve("programs"));
    Files.createSymbolicLink(programs.resolve("nearer"), checkout.resolve("ak"));
    Files.createSymbolicLink(programs.resolve("camel"), Path.of("nearer"));

    Answer answer = start(programs, programs.resolve("camel").toString(), "list").end();

    assertThat(answer.out()).contains("directory " + checkout.toRealPath() + "/backups\n");
    assertThat(answer.err()).isEmpty();
  }

  @Test
  void buildsAgainWhenASourceChangedAndOnceForTwoThatAskTogether() throws Exception {
    Path checkout = checkout();
    edit(checkout, "first edition", "second edition");

    Launched one = start(checkout, "./ak", "list");
    Launched other = start(checkout, "./ak", "list");
    List<Answer> answers = List.of(one.end(), other.end());

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.out()).startsWith("second edition\n"));
    assertThat(answers)
        .filteredOn(answer -> answer.err().contains("Building Bactrian (sources changed)…"))
        .hasSize(1);
  }

  @Test
  void runsNothingWhenTheBuildFailsAndNamesTheLog() throws Exception {
    Path checkout = checkout();
    String current = Files.readString(checkout.resolve("target/ak/current"));
    edit(checkout, "class Ak", "clas Ak");

    Answer answer = ak(checkout, "list");

    Path log = checkout.toRealPath().resolve("target/ak/build.log");
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).contains("The build failed").contains(log.toString());
    assertThat(log).content().contains("COMPILATION ERROR");
    assertThat(checkout.resolve("target/ak/current")).hasContent(current);
    assertThat(buildFolders(checkout)).hasSize(1);
  }

  @Test
  void saysNothingOfAStaleClassDataArchive() throws Exception {
    // JDK 17 archives no class from a path with a space.
    Path checkout = checkout("plain");
    Answer whileFresh = ak(checkout, "list");
    Path build = buildFolders(checkout).get(0);
    assertThat(build.resolve("classes.jsa")).isNotEmptyFile();
    // Nothing that the launcher looks at; the JVM finds out.
    Files.setLastModifiedTime(
        build.resolve("bactrian.jar"), FileTime.from(Instant.now().plusSeconds(5)));

    Answer answer = ak(checkout, "list");

    assertThat(answer.out()).isEqualTo(whileFresh.out());
    assertThat(answer.err()).isEmpty();
    assertThat(answer.status()).isZero();
  }

  @Test
  void sparesTheOptimisingCompilerForShortCommandsOnly() throws Exception {
    Path checkout = checkout();

    assertThat(ak(checkout, "list").out()).contains("-XX:TieredStopAtLevel=1");
    assertThat(ak(checkout, "worker").out()).doesNotContain("-XX:TieredStopAtLevel=1");
  }

  @Test
  void becomesTheProgramSoThatSignalsReachIt() throws Exception {
    Launched launched = start(checkout(), "./ak", "wait");

    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(launched.out())
                      .content()
                      .contains("waiting " + launched.process().pid() + "\n"));
      launched.process().destroy();

      assertThat(launched.end().status()).isEqualTo(143);
    } finally {
      launched.process().descendants().forEach(ProcessHandle::destroyForcibly);
      launched.process().destroyForcibly();
    }
  }

  @Test
  void takesMoreOptionsForTheJvm() throws Exception {
    ProcessBuilder builder = new ProcessBuilder("./ak", "list");
    builder.environment().put("AK_JAVA_OPTS", "-Dother=1 -Dbactrian.directory=elsewhere");

    Answer answer = start(checkout(), builder).end();

    assertThat(answer.out()).contains("directory elsewhere\n");
  }

  @Test
  void tellsTheProgramWhetherStderrIsATerminal() throws Exception {
    Path checkout = checkout();

    Answer onTerminal =
        start(checkout, "script", "--quiet", "--return", "--command", "./ak list", "/dev/null")
            .end();

    assertThat(onTerminal.out()).contains("-Dbactrian.terminal=true");
    assertThat(ak(checkout, "list").out()).doesNotContain("bactrian.terminal");
  }

  private Path checkout() throws Exception {
    return checkout("another check'out");
  }

  /** A copy of the built checkout, with all its times. */
  private Path checkout(String name) throws Exception {
    Path copy = folder.resolve(name);
    Process process = new ProcessBuilder("cp", "-a", built.toString(), copy.toString()).start();
    assertThat(process.waitFor()).isZero();
    return copy;
  }

  private static void edit(Path checkout, String old, String replacement) throws IOException {
    Path source = checkout.resolve(SOURCE);
    Files.writeString(source, Files.readString(source).replace(old, replacement));
  }

  private static List<Path> buildFolders(Path checkout) throws IOException {
    try (Stream<Path> entries = Files.list(checkout.resolve("target/ak"))) {
      return entries
          .filter(Files::isDirectory)
          .filter(entry -> entry.getFileName().toString().startsWith("build-"))
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static Answer ak(Path checkout, String... arguments) throws Exception {
    return start(checkout, command("./ak", arguments)).end();
  }

  private static Launched start(Path directory, String program, String... arguments)
      throws IOException {
    return start(directory, command(program, arguments));
  }

  private static ProcessBuilder command(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static Launched start(Path directory, ProcessBuilder builder) throws IOException {
    Path out = Files.createTempFile(shared, "stdout", ".txt");
    Path err = Files.createTempFile(shared, "stderr", ".txt");
    Process process =
        builder
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Launched(process, out, err);
  }
}
