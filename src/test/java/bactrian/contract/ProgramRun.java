package bactrian.contract;

import static org.assertj.core.api.Assertions.catchThrowable;

import bactrian.backup.BackupOutcome;
import bactrian.catalog.BackupSummary;
import bactrian.failure.Failure;
import bactrian.lab.LabServer;
import bactrian.lab.S3Bucket;
import bactrian.restore.RestoreOutcome;
import bactrian.restore.RestoreRequest;
import bactrian.restore.Selection;
import bactrian.settings.Settings;
import bactrian.settings.SettingsLoader;
import bactrian.store.Range;
import bactrian.stream.Progress;
import bactrian.wiring.Beans;
import bactrian.wiring.Program;
import bactrian.wiring.RouteSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The program's routes in this process, with settings as from the environment: where many runs are
 * wanted and a process for each would take all the time. A value: each {@code with…} answers a
 * changed copy.
 */
record ProgramRun(Path folder, Map<String, String> environment) {
  static ProgramRun in(Path folder) {
    return new ProgramRun(folder, Map.of("PATH", System.getenv("PATH"), "HOME", folder.toString()))
        .withSetting("backup.directory", folder.resolve("backups").toString());
  }

  ProgramRun withSetting(String path, String value) {
    Map<String, String> changed = new TreeMap<>(environment);
    changed.put("AUTHENTIK_POSTGRESQL__" + path.replace(".", "__").toUpperCase(Locale.ROOT), value);
    return new ProgramRun(folder, changed);
  }

  ProgramRun withServer(LabServer server, String database) {
    return withSetting("host", server.host())
        .withSetting("port", Integer.toString(server.port()))
        .withSetting("user", LabServer.SUPERUSER)
        .withSetting("password", LabServer.PASSWORD)
        .withSetting("name", database);
  }

  ProgramRun withS3(S3Bucket bucket) {
    return withSetting("s3_backup.host", bucket.endpoint().toString())
        .withSetting("s3_backup.bucket", bucket.name())
        .withSetting("s3_backup.access_key", bucket.accessKey())
        .withSetting("s3_backup.secret_key", bucket.secretKey());
  }

  /** Backs up, and gives the backup's name. */
  String backUp() {
    return request("direct:backup", null, BackupOutcome.class).name().toString();
  }

  /** Backs up, which must fail. */
  Failure failToBackUp() {
    return failure(this::backUp);
  }

  List<BackupSummary> list() {
    List<?> lines = request("direct:list", null, List.class);
    return lines.stream().map(BackupSummary.class::cast).toList();
  }

  /** Restores a backup into a database of another name. */
  void restore(String name, String into) {
    restore(name, Optional.of(into));
  }

  /** Restores a backup in the place of the live database. */
  void restore(String name) {
    restore(name, Optional.empty());
  }

  private void restore(String name, Optional<String> into) {
    request(
        "direct:restore",
        new RestoreRequest(
            name, false, into, false, false, OptionalInt.empty(), Selection.ALL, List.of()),
        RestoreOutcome.class);
  }

  /** Restores, which must fail. */
  Failure failToRestore(String name, String into) {
    return failure(() -> restore(name, into));
  }

  /** A range of a file, by the get route of a store. */
  byte[] range(String store, Range range) throws IOException {
    try (Program program = start();
        InputStream in = program.request("direct:" + store + "-get", range, InputStream.class)) {
      return in.readAllBytes();
    }
  }

  private static Failure failure(Runnable run) {
    Throwable thrown = catchThrowable(run::run);
    return Failure.firstIn(thrown)
        .orElseThrow(() -> new AssertionError("There is no sentence for this", thrown));
  }

  private <T> T request(String uri, Object body, Class<T> type) {
    try (Program program = start()) {
      return program.request(uri, body, type);
    }
  }

  private Program start() {
    Settings settings =
        new SettingsLoader(environment, folder.resolve("etc"), folder, folder.resolve("backups"))
            .load(Optional.empty())
            .settings();
    Beans beans =
        new Beans(settings, environment, "test", Clock.systemUTC(), Progress.NONE, sentence -> {});
    return Program.start(beans, RouteSet.of("backup", "list", "retention", "restore"));
  }
}
