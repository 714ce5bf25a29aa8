package bactrian.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.backup.PruneRequest;
import bactrian.backup.Pruned;
import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.settings.Settings;
import bactrian.settings.SettingsLoader;
import bactrian.store.Range;
import bactrian.stream.Progress;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What routes do with a store whose files are real. */
@ExtendWith(PostgresLab.class)
class StoreRoutesTest {
  @TempDir private Path folder;

  @Test
  void getReadsTheRangeThatIsAskedFor() throws Exception {
    Path backups = Files.createDirectory(folder.resolve("backups"));
    Files.writeString(backups.resolve("default-2020-10-03-115557.psql.zst"), "0123456789");

    try (Program program = Program.start(beans(), RouteSet.of());
        InputStream range =
            program.request(
                "direct:local-get",
                new Range("default-2020-10-03-115557.psql.zst", 2, 5),
                InputStream.class)) {
      assertThat(range).hasContent("234");
    }
  }

  @Test
  void whatCannotBeRemovedIsToldAndTriedAgain(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE store_routes");
    ChildAk ak = ChildAk.in(folder).withServer(server, "store_routes");
    String older = ak.run("backup", "--quiet").lines().get(0);
    ak.run("backup", "--quiet");
    server.execute("postgres", "DROP DATABASE store_routes");

    try (Program program = Program.start(beans(), RouteSet.of("list", "retention"))) {
      protect(older, true);
      List<Pruned> refused = prune(program);
      protect(older, false);
      List<Pruned> removed = prune(program);

      assertThat(refused)
          .singleElement()
          .extracting(Pruned::failure)
          .isNotEqualTo(Optional.empty());
      assertThat(removed).singleElement().extracting(Pruned::failure).isEqualTo(Optional.empty());
      assertThat(removed.get(0).decision().name()).hasToString(older);
    }
    try (Stream<Path> left = Files.list(folder.resolve("backups"))) {
      assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith(older));
    }
  }

  private static List<Pruned> prune(Program program) {
    List<?> told =
        program.request("direct:retention", new PruneRequest(List.of(), false), List.class);
    return told.stream()
        .map(Pruned.class::cast)
        .filter(pruned -> !pruned.decision().keep())
        .toList();
  }

  /**
   * Lets nobody remove the backup's manifest. Root is not stopped by modes, but by an attribute.
   */
  private void protect(String backup, boolean on) throws Exception {
    Path backups = folder.resolve("backups");
    if (System.getProperty("user.name").equals("root")) {
      Path manifest = backups.resolve(backup + ".manifest.json");
      Process process =
          new ProcessBuilder("chattr", on ? "+i" : "-i", manifest.toString()).inheritIO().start();
      assertThat(process.waitFor()).as("chattr").isZero();
    } else {
      Files.setPosixFilePermissions(
          backups, PosixFilePermissions.fromString(on ? "r-x------" : "rwx------"));
    }
  }

  private Beans beans() {
    Map<String, String> environment =
        Map.of("PATH", System.getenv("PATH"), "AUTHENTIK_POSTGRESQL__BACKUP__KEEP_LAST", "1");
    Settings settings =
        new SettingsLoader(
                environment, folder.resolve("settings"), folder, folder.resolve("backups"))
            .load(Optional.empty())
            .settings();
    return new Beans(
        settings, environment, "test", Clock.systemUTC(), Progress.NONE, sentence -> {});
  }
}
