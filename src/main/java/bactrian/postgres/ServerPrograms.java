package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL's server programs of one version.
 *
 * @param folder where initdb, pg_ctl and postgres lie
 * @param version what postgres says of itself
 */
public record ServerPrograms(Path folder, ClientVersion version) {
  private static final List<String> NEEDED = List.of("initdb", "pg_ctl", "postgres");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * The newest of this machine, on PATH or in the distribution's folders.
   *
   * @param path the value of PATH, or null
   * @throws RunFailure with exit status 2 when there are none; the sentence says how to get them
   */
  public static ServerPrograms newestOfThisMachine(String path) {
    return newest(ClientFolders.ofThisMachine(path, List.of()), path);
  }

  /**
   * Those of this machine whose major version is this one, else the nearest newer.
   *
   * @param path the value of PATH, or null
   * @param major the least major version
   */
  public static Optional<ServerPrograms> atLeast(int major, String path) {
    return found(ClientFolders.ofThisMachine(path, List.of()), path)
        .filter(programs -> programs.version().major() >= major)
        .min(Comparator.comparingInt(programs -> programs.version().major()));
  }

  static ServerPrograms newest(List<Path> folders, String path) {
    return found(folders, path)
        .max(Comparator.comparingInt(programs -> programs.version().major()))
        .orElseThrow(
            () ->
                RunFailure.usage(
                    "PostgreSQL's server programs (initdb, pg_ctl, postgres) are neither on PATH nor"
                        + " in the distribution's folders: install them, on Debian with apt-get"
                        + " install postgresql"));
  }

  private static Stream<ServerPrograms> found(List<Path> folders, String path) {
    VersionAnswer versions =
        new VersionAnswer(ChildEnvironment.plain(path, null).variables(), PATIENCE);
    return folders.stream()
        .filter(ServerPrograms::isComplete)
        .flatMap(folder -> in(folder, versions));
  }

  private static Stream<ServerPrograms> in(Path folder, VersionAnswer versions) {
    Optional<ClientVersion> version = versions.of(folder.resolve("postgres"));
    return version.map(found -> new ServerPrograms(folder, found)).stream();
  }

  private static boolean isComplete(Path folder) {
    return NEEDED.stream().map(folder::resolve).allMatch(Files::isExecutable);
  }

  String initdb() {
    return folder.resolve("initdb").toString();
  }

  String pgCtl() {
    return folder.resolve("pg_ctl").toString();
  }

  String postgres() {
    return folder.resolve("postgres").toString();
  }
}
