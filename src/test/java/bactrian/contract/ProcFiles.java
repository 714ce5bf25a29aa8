package bactrian.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Linux tells everybody of a process, in {@code /proc}. */
final class ProcFiles {
  private ProcFiles() {}

  /** The argument vector; empty when the process has gone. */
  static List<String> arguments(long pid) {
    return split(pid, "cmdline");
  }

  /** The environment that it was started with; empty when the process has gone. */
  static Map<String, String> environment(long pid) {
    Map<String, String> variables = new TreeMap<>();
    for (String entry : split(pid, "environ")) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        variables.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return variables;
  }

  /** The files that it has open now, pipes and sockets among them. */
  static List<String> open(long pid) {
    List<String> open = new ArrayList<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(of(pid, "fd"))) {
      for (Path link : links) {
        open.add(target(link));
      }
    } catch (IOException e) {
      return List.of(); // it has gone
    }
    return open;
  }

  /** The most memory that it has ever had in use, in bytes; 0 when the process has gone. */
  static long peakMemory(long pid) {
    try {
      for (String line : Files.readAllLines(of(pid, "status"))) {
        if (line.startsWith("VmHWM:")) {
          return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }

  private static List<String> split(long pid, String file) {
    try {
      String text = new String(Files.readAllBytes(of(pid, file)), StandardCharsets.UTF_8);
      return text.isEmpty() ? List.of() : List.of(text.split("\0", 0));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Path of(long pid, String file) {
    return Path.of("/proc", Long.toString(pid), file);
  }
}
