package bactrian.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The control group that a container engine puts its containers' into. An engine leaves its own
 * behind; this one has a name of its own, so that nobody else's is taken away.
 *
 * @param name a name that nothing else has
 */
record ControlGroup(String name) {
  private static final Path ALL = Path.of("/sys/fs/cgroup");

  /** What tells the engine. */
  List<String> options() {
    return List.of("--exec-opt=native.cgroupdriver=cgroupfs", "--cgroup-parent=/" + name);
  }

  /** Removes it from every hierarchy, of which newer systems have one only. */
  void remove() throws IOException {
    Files.deleteIfExists(ALL.resolve(name));
    try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(ALL, Files::isDirectory)) {
      for (Path hierarchy : hierarchies) {
        Files.deleteIfExists(hierarchy.resolve(name));
      }
    }
  }
}
