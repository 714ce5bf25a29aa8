package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.lab.LabTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProgramsTest {
  @TempDir private Path folder;

  @Test
  void theNewestMajorVersionIsTaken() {
    List<Path> folders = List.of(LabTools.server(13), LabTools.server(17), LabTools.server(16));

    ServerPrograms programs = ServerPrograms.newest(folders, System.getenv("PATH"));

    assertThat(programs.folder()).isEqualTo(LabTools.server(17));
    assertThat(programs.version().major()).isEqualTo(17);
  }

  @Test
  void withoutAllProgramsOfAServerTheCommandThatInstallsThemIsSaid() throws Exception {
    Files.createFile(
        folder.resolve("postgres"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

    assertThatThrownBy(() -> ServerPrograms.newest(List.of(folder), null))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageEndingWith("install them, on Debian with apt-get install postgresql");
  }
}
