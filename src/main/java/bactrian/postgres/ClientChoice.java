package bactrian.postgres;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of the programs found fits: a pure function of their versions. Of equally good ones the
 * first in the list is taken.
 */
public final class ClientChoice {
  /** The first major version whose programs send {@code transaction_timeout}. */
  private static final int SENDS_TRANSACTION_TIMEOUT = 17;

  private ClientChoice() {}

  /** The program of this major version, else of the nearest newer one. */
  public static Optional<ClientTool> nearestNewer(List<ClientTool> found, int major) {
    return found.stream()
        .filter(tool -> tool.major() >= major)
        .min(Comparator.comparingInt(ClientTool::major));
  }

  /**
   * The pg_restore at least as new as the pg_dump that wrote the archive: best of the target's
   * major, else the nearest newer that the target understands, else the nearest older, else the
   * nearest newer one by way of a script.
   *
   * @param writerMajor major version of the pg_dump that wrote the archive
   * @param targetMajor major version of the server to restore into
   */
  public static Optional<RestoreTool> forRestore(
      List<ClientTool> found, int writerMajor, int targetMajor) {
    Comparator<ClientTool> directFirst =
        Comparator.comparing(tool -> needsScript(tool.major(), targetMajor));
    return found.stream()
        .filter(tool -> tool.major() >= writerMajor)
        .min(
            directFirst
                .thenComparing(tool -> tool.major() < targetMajor)
                .thenComparingInt(tool -> Math.abs(tool.major() - targetMajor)))
        .map(tool -> new RestoreTool(tool, needsScript(tool.major(), targetMajor)));
  }

  /** Whether a pg_restore of this major version sends a setting that the target does not know. */
  public static boolean needsScript(int toolMajor, int targetMajor) {
    return toolMajor >= SENDS_TRANSACTION_TIMEOUT && targetMajor < SENDS_TRANSACTION_TIMEOUT;
  }
}
