package bactrian.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes of one server of the lab, and its folder: ended and removed together, also when the
 * tests' JVM is.
 */
final class LabProcess implements AutoCloseable {
  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final Thread hook = new Thread(this::end);

  LabProcess(String prefix) throws IOException {
    this.folder = Files.createTempDirectory(prefix);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Path folder() {
    return folder;
  }

  /** Starts a program that stays in the foreground; what it says goes to a file of the folder. */
  void start(String name, List<String> command) throws IOException {
    processes.add(
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .start());
  }

  /** Runs a program to its end and gives what it said. */
  String run(List<String> command) throws IOException, InterruptedException {
    return run(command, 60);
  }

  /** Runs a program to its end, which must come in so many seconds, and gives what it said. */
  String run(List<String> command, int seconds) throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + ": " + Files.readString(said));
    }
    return Files.readString(said, StandardCharsets.UTF_8);
  }

  private void end() {
    for (int last = processes.size() - 1; last >= 0; last--) {
      processes.get(last).destroyForcibly();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    end();
    for (Process process : processes) {
      process.waitFor(10, TimeUnit.SECONDS);
    }
    Runtime.getRuntime().removeShutdownHook(hook);
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
