package bactrian.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The disk that a server keeps databases on, when it is this machine's: SQL does not tell how much
 * room there is.
 *
 * @param folder the folder of the databases
 * @param free how many bytes may still be written there
 */
public record ServerDisk(Path folder, long free) {
  /** The server notes its start a little before it says that it has started. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private static final int START_LINE = 2;
  private static final int PORT_LINE = 3;

  /**
   * Looks for it; nothing when the server runs elsewhere, or nobody can tell.
   *
   * @param target how the server is reached
   * @param tablespaceOrNull the folder of the tablespace, or null for the data folder
   */
  public static Optional<ServerDisk> of(
      ServerFacts server, Target target, String tablespaceOrNull) {
    if (server.dataFolder().isEmpty() || !isOurs(server, target, server.dataFolder().get())) {
      return Optional.empty();
    }
    Path folder = tablespaceOrNull == null ? server.dataFolder().get() : Path.of(tablespaceOrNull);
    try {
      return Optional.of(new ServerDisk(folder, Files.getFileStore(folder).getUsableSpace()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Another machine's server may have its data in a folder that is called like one of ours: only
   * the file that the running server keeps in it tells, or a socket, which leads nowhere else.
   */
  private static boolean isOurs(ServerFacts server, Target target, Path folder) {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("postmaster.pid"));
      Instant started = Instant.ofEpochSecond(Long.parseLong(lines.get(START_LINE).strip()));
      return Integer.parseInt(lines.get(PORT_LINE).strip()) == target.port()
          && Duration.between(started, server.started()).abs().compareTo(TOLERANCE) < 0;
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return target.throughSocket() && Files.isDirectory(folder);
    }
  }
}
