package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import bactrian.failure.RunFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
  @TempDir Path parent;

  @Test
  void isPrivateAndGoneAfterwards() throws IOException {
    Path path;
    try (WorkFolder work = WorkFolder.create(parent)) {
      path = work.path();
      assertThat(mode(path)).isEqualTo("rwx------");
      assertThat(mode(work.newFile("head"))).isEqualTo("rw-------");
      Files.createDirectory(path.resolve("deeper"));
      Files.writeString(path.resolve("deeper/list"), "1");
    }
    assertThat(path).doesNotExist();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void liesInMemoryWhereThatIsPossible() {
    assertThat(WorkFolder.usualParent())
        .isEqualTo(
            Files.isWritable(Path.of("/dev/shm"))
                ? Path.of("/dev/shm")
                : Path.of(System.getProperty("java.io.tmpdir")));
  }

  @Test
  void saysWhereItCannotBeMade() {
    assertThatExceptionOfType(RunFailure.class)
        .isThrownBy(() -> WorkFolder.create(parent.resolve("none")))
        .withMessageContaining(parent.resolve("none").toString());
  }

  @Test
  void sweepsWhatDeadRunsLeftAndNothingElse() throws Exception {
    Path killed = leftByAKilledProcess();
    Path withoutLock = Files.createDirectory(parent.resolve(WorkFolder.PREFIX + "dead-1"));
    Files.writeString(withoutLock.resolve("pass"), "secret");
    Path outside = Files.createDirectory(parent.resolve("outside"));
    Files.writeString(outside.resolve("keep"), "1");
    Files.createSymbolicLink(withoutLock.resolve("link"), outside);
    Path link = Files.createSymbolicLink(parent.resolve(WorkFolder.PREFIX + "link"), outside);

    try (WorkFolder ours = WorkFolder.create(parent);
        WorkFolder beside = WorkFolder.create(parent)) {
      assertThat(ours.sweep()).isEqualTo(2);

      assertThat(killed).doesNotExist();
      assertThat(withoutLock).doesNotExist();
      assertThat(outside.resolve("keep")).exists();
      assertThat(link).isSymbolicLink();
      assertThat(ours.path()).exists();
      assertThat(beside.path()).exists();
    }
  }

  @Test
  void leavesTheFolderOfALivingRunAlone() throws Exception {
    Process other = otherProcess();
    try (WorkFolder ours = WorkFolder.create(parent)) {
      Path theirs = folderOf(other);

      assertThat(ours.sweep()).isZero();
      assertThat(theirs.resolve("pass")).exists();
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void aSweepDoesNotLoosenTheLocksOfItsOwnProcess() throws Exception {
    try (WorkFolder first = WorkFolder.create(parent);
        WorkFolder second = WorkFolder.create(parent)) {
      second.sweep();
      Process other = otherProcess("sweep");
      try {
        folderOf(other);
        assertThat(first.path()).exists();
        assertThat(second.path()).exists();
      } finally {
        other.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void leavesTheFoldersOfOtherUsersAlone() throws Exception {
    Path theirs = Files.createDirectory(parent.resolve(WorkFolder.PREFIX + "theirs"));
    boolean asRoot = "root".equals(System.getProperty("user.name"));
    if (asRoot) {
      Files.setOwner(
          theirs,
          parent.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }
    try (WorkFolder ours = WorkFolder.create(parent)) {
      // Only root can give a folder away; as anybody else the folder is ours, and goes.
      assertThat(ours.sweep()).isEqualTo(asRoot ? 0 : 1);
      assertThat(Files.exists(theirs)).isEqualTo(asRoot);
    }
  }

  private Path leftByAKilledProcess() throws Exception {
    Process other = otherProcess();
    Path folder = folderOf(other);
    other.destroyForcibly().waitFor();
    assertThat(folder.resolve("pass")).exists();
    return folder;
  }

  private Process otherProcess(String... arguments) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    WorkFolderHolder.class.getName(),
                    parent.toString()),
                Stream.of(arguments))
            .toList();
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Waits until the process says which folder it holds. */
  private static Path folderOf(Process process) throws IOException {
    await().until(() -> process.inputReader().ready() || !process.isAlive());
    return Path.of(process.inputReader().readLine());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
