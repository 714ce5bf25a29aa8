package bactrian.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bactrian.failure.StreamFailure;
import bactrian.stream.Pipe;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Children are scripted programs: real processes with real pipes. */
@Timeout(60)
final class ChildStreamsTest {
  @TempDir Path folder;
  private final Children children = new Children();

  @Test
  void outputEndsCleanlyWhenTheProgramSucceeds() throws Exception {
    try (InputStream output = live("printf hello", Duration.ofMinutes(1), true, null)) {
      assertThat(output.readAllBytes()).asString(UTF_8).isEqualTo("hello");
      assertThat(output.read()).isEqualTo(-1);
      assertThat(output.markSupported()).isFalse();
    }
  }

  @Test
  void outputThrowsAtItsEndWhenTheProgramFailedAfterItsLastByte() throws Exception {
    try (InputStream output =
        live(
            "printf hello; echo 'program: error: no room' >&2; exit 3",
            Duration.ofMinutes(1),
            true,
            null)) {
      assertThat(output.readNBytes(5)).asString(UTF_8).isEqualTo("hello");
      assertThatThrownBy(output::read)
          .isInstanceOf(StreamFailure.class)
          .hasMessage("program failed with exit status 3: no room");
    }
  }

  @Test
  void outputThrowsWhenTheProgramWasKilled() throws Exception {
    try (InputStream output = live("printf hello; kill -9 $$", Duration.ofMinutes(1), true, null)) {
      assertThatThrownBy(output::readAllBytes)
          .isInstanceOf(StreamFailure.class)
          .hasMessageContaining("program was killed by signal 9");
    }
  }

  @Test
  void aMebibyteOfMessagesNeitherBlocksTheProgramNorFillsTheMemory() throws Exception {
    try (InputStream output =
        live(
            "head -c 1048576 /dev/zero | tr '\\0' x | fold -w 80 >&2; echo >&2; echo done >&2; exit 1",
            Duration.ofMinutes(1),
            true,
            null)) {
      assertThatThrownBy(output::readAllBytes)
          .hasMessage("program failed with exit status 1: done");
    }
  }

  @Test
  void aProgramThatMovesNothingIsEndedWithItsDescendants() throws Exception {
    try (InputStream output =
        live("sleep 1000 & echo $! >pid; wait", Duration.ofMillis(200), false, null)) {
      assertThatThrownBy(output::readAllBytes)
          .isInstanceOf(StreamFailure.class)
          .hasMessageContaining("moved no bytes for");
      long sleeper = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
      await().until(() -> ProcessHandle.of(sleeper).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void aProgramWhoseBackendWorksIsLeftAlone() throws Exception {
    try (InputStream output = live("sleep 1; printf late", Duration.ofMillis(100), true, null)) {
      assertThat(output.readAllBytes()).asString(UTF_8).isEqualTo("late");
    }
  }

  @Test
  void closingTheOutputEndsTheProgram() throws Exception {
    InputStream output = live("echo $$; exec sleep 1000", Duration.ofMinutes(1), true, null);
    StringBuilder pid = new StringBuilder();
    for (int c = output.read(); c != '\n'; c = output.read()) {
      pid.append((char) c);
    }
    output.close();
    await()
        .until(
            () ->
                ProcessHandle.of(Long.parseLong(pid.toString()))
                    .filter(ProcessHandle::isAlive)
                    .isEmpty());
    assertThatThrownBy(output::read).hasMessageContaining("closed");
  }

  @Test
  void endingAllChildrenMakesTheirOutputFail() throws Exception {
    try (InputStream output = live("echo up; exec sleep 1000", Duration.ofMinutes(1), true, null)) {
      assertThat(output.readNBytes(3)).asString(UTF_8).isEqualTo("up\n");
      children.endAll();
      assertThatThrownBy(output::read)
          .isInstanceOf(StreamFailure.class)
          .hasMessage("program was ended before it was done: run it again");
      assertThatThrownBy(() -> live("true", Duration.ofMinutes(1), true, null))
          .isInstanceOf(StreamFailure.class)
          .hasMessage("program was ended before it was done: run it again");
    }
  }

  @Test
  void fedInputReachesTheProgramWhole() throws Exception {
    byte[] bytes = new byte[3_000_000];
    fed("cat >received", new ByteArrayInputStream(bytes));
    assertThat(Files.size(folder.resolve("received"))).isEqualTo(bytes.length);
  }

  @Test
  void aProgramThatFailsWhileItIsFedIsReportedByItsOwnMessage() throws Exception {
    assertThatThrownBy(
            () ->
                fed(
                    "echo 'program: error: relation exists' >&2; exit 1",
                    new ByteArrayInputStream(new byte[3_000_000])))
        .isInstanceOf(StreamFailure.class)
        .hasMessage("program failed with exit status 1: relation exists");
  }

  @Test
  void aSourceThatFailsNeverLooksLikeACleanEndToTheProgram() throws Exception {
    Pipe source = new Pipe(10, Duration.ofMinutes(1));
    source.fail(new StreamFailure("frame 7 is damaged", null));
    assertThatThrownBy(() -> fed("cat >/dev/null; touch clean", source.reader()))
        .hasMessage("frame 7 is damaged");
    assertThat(folder.resolve("clean")).doesNotExist();
  }

  @Test
  void outputFailsWithTheReasonOfWhatFedTheProgram() throws Exception {
    Pipe source = new Pipe(10, Duration.ofMinutes(1));
    source.fail(new StreamFailure("frame 7 is damaged", null));
    try (InputStream output = live("cat", Duration.ofMinutes(1), true, source.reader())) {
      assertThatThrownBy(output::readAllBytes).hasMessage("frame 7 is damaged");
    }
  }

  @Test
  void aProgramThatIsFedAndHeardGivesBackWhatItGot() throws Exception {
    byte[] bytes = new byte[3_000_000];
    try (InputStream output =
        live("cat", Duration.ofMinutes(1), true, new ByteArrayInputStream(bytes))) {
      assertThat(output.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void childrenSeeNothingButTheirEnvironmentAndTheirPassFile() throws Exception {
    Files.writeString(folder.resolve("pgpass"), "*:*:*:*:x");
    try (InputStream output = live("env | sort", Duration.ofMinutes(1), true, null)) {
      assertThat(new String(output.readAllBytes(), UTF_8).lines().map(l -> l.split("=", 2)[0]))
          .isSubsetOf(Set.of("PATH", "PGPASSFILE", "PWD", "_", "SHLVL"))
          .contains("PGPASSFILE");
    }
  }

  private InputStream live(String script, Duration stall, boolean works, InputStream input)
      throws Exception {
    return new LiveOutput(launcher(stall, works)).execute(command(script, input)).getStdout();
  }

  private void fed(String script, InputStream input) throws Exception {
    new FedInput(launcher(Duration.ofMinutes(1), true)).execute(command(script, input));
  }

  private ChildLauncher launcher(Duration stall, boolean works) {
    return new ChildLauncher(children, Map.of("PATH", "/usr/bin:/bin"), stall, () -> works);
  }

  private ExecCommand command(String script, InputStream input) throws IOException {
    Path program = folder.resolve("program");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new ExecCommand(
        program.toString(),
        List.of(),
        folder.toString(),
        Long.MAX_VALUE,
        Set.of(),
        input,
        null,
        false,
        LoggingLevel.DEBUG);
  }
}
