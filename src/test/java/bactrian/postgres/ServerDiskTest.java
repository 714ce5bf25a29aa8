package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerDiskTest {
  private static final Instant STARTED = Instant.parse("2026-11-26T07:00:00.123456Z");

  @TempDir private Path folder;

  @Test
  void isThisMachinesWhenTheServersOwnFileSaysSo() throws Exception {
    note(STARTED, 5432);

    ServerDisk disk = ServerDisk.of(facts(Optional.of(folder)), target("db", 5432), null).get();

    assertThat(disk.folder()).isEqualTo(folder);
    // Others write there meanwhile.
    assertThat(disk.free()).isBetween(1L, Files.getFileStore(folder).getTotalSpace());
  }

  @Test
  void isThatOfTheTablespace() throws Exception {
    note(STARTED, 5432);
    Path tablespace = Files.createDirectory(folder.resolve("elsewhere"));

    assertThat(ServerDisk.of(facts(Optional.of(folder)), target("db", 5432), tablespace.toString()))
        .map(ServerDisk::folder)
        .contains(tablespace);
    assertThat(ServerDisk.of(facts(Optional.of(folder)), target("db", 5432), folder + "/none"))
        .isEmpty();
  }

  @Test
  void isNotKnownWhenAnotherServerHasAFolderOfThatName() throws Exception {
    Optional<Path> there = Optional.of(folder);
    assertThat(ServerDisk.of(facts(there), target("db", 5432), null)).isEmpty();

    note(STARTED.minusSeconds(3600), 5432);
    assertThat(ServerDisk.of(facts(there), target("db", 5432), null)).isEmpty();

    note(STARTED, 5433);
    assertThat(ServerDisk.of(facts(there), target("db", 5432), null)).isEmpty();

    Files.writeString(folder.resolve("postmaster.pid"), "4711\n");
    assertThat(ServerDisk.of(facts(there), target("db", 5432), null)).isEmpty();
  }

  @Test
  void throughASocketItIsThisMachinesThoughTheFileIsClosedToUs() {
    Target socket = target("/run/postgresql", 5432);

    assertThat(ServerDisk.of(facts(Optional.of(folder)), socket, null)).isPresent();
    assertThat(ServerDisk.of(facts(Optional.of(folder.resolve("none"))), socket, null)).isEmpty();
    assertThat(ServerDisk.of(facts(Optional.empty()), socket, null)).isEmpty();
  }

  private void note(Instant started, int port) throws Exception {
    Files.writeString(
        folder.resolve("postmaster.pid"),
        "4711\n%s\n%d\n%d\n/tmp\n*\n".formatted(folder, started.getEpochSecond(), port));
  }

  private static Target target(String host, int port) {
    return new Target(host, port, "app", null, "app", "prefer", null, null);
  }

  private static ServerFacts facts(Optional<Path> dataFolder) {
    return new ServerFacts(
        "15.18", 150018, "app", true, false, STARTED, "app", 1, "UTF8", 0, dataFolder);
  }
}
