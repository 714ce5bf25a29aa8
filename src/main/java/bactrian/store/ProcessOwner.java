package bactrian.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whom this process runs as, in numbers: in a container the user need not have a name.
 *
 * @param user the user's number
 * @param group the number of its first group
 */
public record ProcessOwner(int user, int group) {
  /**
   * Asks Linux.
   *
   * @throws IOException when there is no /proc
   */
  public static ProcessOwner read() throws IOException {
    // The folder behind the link; the link itself is always root's.
    Path self = Path.of("/proc/self").toRealPath();
    return new ProcessOwner(
        (int) Files.getAttribute(self, "unix:uid"), (int) Files.getAttribute(self, "unix:gid"));
  }
}
