package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * PostgreSQL's client programs on this machine. Nothing is looked for, and nothing is run, before a
 * program is asked for; each kind is then looked for once.
 *
 * <p>The version that fits best wins; of equally good ones the one on PATH, so that an operator
 * overrides by PATH; then the caller's folders, then the distribution's. Debian's pg_wrapper, which
 * stands on PATH under the programs' names and only forwards to the versioned folders, is passed
 * over: it chooses the version by rules of its own.
 */
public final class ClientTools {
  private static final String WRAPPER = "pg_wrapper";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<Path> folders;
  private final VersionAnswer versions;
  private final Map<ClientProgram, List<ClientTool>> found = new EnumMap<>(ClientProgram.class);

  /** Takes the folders to look in, in order, and the value of PATH that the programs get. */
  public ClientTools(List<Path> folders, String path) {
    this(folders, path, PATIENCE);
  }

  ClientTools(List<Path> folders, String path, Duration patience) {
    this.folders = List.copyOf(folders);
    this.versions = new VersionAnswer(ChildEnvironment.plain(path, null).variables(), patience);
  }

  /**
   * The programs on PATH, in more folders, and in the distributions' versioned ones.
   *
   * @param path the value of PATH, or null
   * @param more the caller's folders
   */
  public static ClientTools ofThisMachine(String path, List<Path> more) {
    return new ClientTools(ClientFolders.ofThisMachine(path, more), path);
  }

  /**
   * The pg_dump of the server's major version, else of the nearest newer.
   *
   * @throws RunFailure when there is none; the sentence names the package
   */
  public ClientTool forDump(int serverMajor) {
    return nearestNewer(ClientProgram.PG_DUMP, serverMajor);
  }

  /**
   * The pg_dumpall of the server's major version, else of the nearest newer.
   *
   * @throws RunFailure when there is none; the sentence names the package
   */
  public ClientTool forGlobals(int serverMajor) {
    return nearestNewer(ClientProgram.PG_DUMPALL, serverMajor);
  }

  /**
   * The psql of this major version, else of the nearest newer. A script is run by a psql at least
   * as new as the pg_restore that wrote it, since it may start with {@code \restrict}.
   *
   * @throws RunFailure when there is none; the sentence names the package
   */
  public ClientTool forScript(int major) {
    return nearestNewer(ClientProgram.PSQL, major);
  }

  /**
   * The pg_restore for an archive and a server, see {@link ClientChoice#forRestore}.
   *
   * @param writerMajor major version of the pg_dump that wrote the archive
   * @param targetMajor major version of the server to restore into
   * @throws RunFailure when there is none; the sentence names the package
   */
  public RestoreTool forRestore(int writerMajor, int targetMajor) {
    return ClientChoice.forRestore(found(ClientProgram.PG_RESTORE), writerMajor, targetMajor)
        .orElseThrow(() -> missing(ClientProgram.PG_RESTORE, writerMajor));
  }

  /** Every program of this kind, the first to be taken first. */
  public synchronized List<ClientTool> found(ClientProgram program) {
    return found.computeIfAbsent(program, this::search);
  }

  private ClientTool nearestNewer(ClientProgram program, int major) {
    return ClientChoice.nearestNewer(found(program), major)
        .orElseThrow(() -> missing(program, major));
  }

  private List<ClientTool> search(ClientProgram program) {
    Set<Path> seen = new LinkedHashSet<>();
    List<ClientTool> tools = new ArrayList<>();
    for (Path folder : folders) {
      Path file = folder.resolve(program.fileName());
      Optional<Path> real = realProgram(file);
      if (real.isPresent() && seen.add(real.get())) {
        versions.of(file).ifPresent(version -> tools.add(new ClientTool(program, file, version)));
      }
    }
    return List.copyOf(tools);
  }

  /** The file behind the links, when it is a program and not Debian's wrapper. */
  private static Optional<Path> realProgram(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.isExecutable(file)) {
        return Optional.of(file.toRealPath()).filter(real -> !real.endsWith(WRAPPER));
      }
      return Optional.empty();
    } catch (IOException e) {
      // Removed between the two looks, or in a folder that is closed to us.
      return Optional.empty();
    }
  }

  private RunFailure missing(ClientProgram program, int major) {
    String there =
        found(program).stream().map(ClientTool::toString).collect(Collectors.joining(", "));
    return RunFailure.failed(
        "No %s of PostgreSQL %d or newer is on PATH or in the distribution's folders (found: %s): install it, on Debian with apt-get install postgresql-client-%d"
            .formatted(program.fileName(), major, there.isEmpty() ? "none" : there, major));
  }
}
