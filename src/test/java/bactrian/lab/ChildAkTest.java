package bactrian.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresLab.class)
class ChildAkTest {
  @TempDir private Path folder;

  @Test
  void backsUpAndListsAsAProcessOfItsOwn(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE child_ak");
    ChildAk ak = ChildAk.in(folder).withServer(server, "child_ak");

    ChildAk.Ended backup = ak.run("backup");
    ChildAk.Ended list = ak.run("listbackups", "--quiet");

    assertThat(backup.exitCode()).as(backup.err()).isZero();
    assertThat(list.out()).startsWith(backup.lines().get(0) + " ");
    assertThat(folder.resolve("backups")).isDirectoryContaining("glob:**.manifest.json");
  }

  @Test
  void endsWithTheStatusOfTheSignal(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE child_ak_signals");
    ChildAk ak = ChildAk.in(folder).withServer(server, "child_ak_signals");

    try (ChildAk.Running killed = ak.start("backup")) {
      assertThat(killed.pid()).isPositive();
      killed.kill();
      assertThat(killed.await().exitCode()).isEqualTo(137);
      assertThat(killed.alive()).isFalse();
    }
    try (ChildAk.Running stopped = ak.start("backup")) {
      stopped.terminate();
      assertThat(stopped.await().exitCode()).isEqualTo(143);
    }
  }
}
