package bactrian.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The name of this machine, without asking a name server for it. */
final class HostName {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  static String ofThisMachine(Map<String, String> environment) {
    try {
      return Files.readString(KERNEL).strip();
    } catch (IOException e) {
      return environment.getOrDefault("HOSTNAME", "unknown"); // no Linux
    }
  }
}
