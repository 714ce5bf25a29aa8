package bactrian.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What is noted of the steps of routes: one file for each Camel context, in one folder. */
final class StepRecords {
  private static final String EXISTS = "exists ";
  private static final String RAN = "ran ";
  private final Path folder;
  private final Path file;
  private final Set<String> written = ConcurrentHashMap.newKeySet();

  StepRecords(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(ProcessHandle.current().pid() + "-" + UUID.randomUUID() + ".steps");
  }

  /** In the folder of this build, which is found from the tests' classes. */
  static StepRecords ofThisProcess() {
    try {
      Path classes =
          Path.of(StepRecords.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new StepRecords(classes.resolveSibling("route-coverage"));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  void exists(RouteStep step) {
    note(EXISTS + step);
  }

  void ran(RouteStep step) {
    note(RAN + step);
  }

  private void note(String line) {
    if (!written.add(line)) {
      return;
    }
    try {
      Files.createDirectories(folder);
      // One write of a short line to a file opened to append: threads do not mix theirs.
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every step that a context has loaded. */
  Set<String> existing() throws IOException {
    return steps(EXISTS);
  }

  /** The steps that were loaded and never run. */
  Set<String> neverRun() throws IOException {
    Set<String> steps = steps(EXISTS);
    steps.removeAll(steps(RAN));
    return steps;
  }

  private Set<String> steps(String word) throws IOException {
    Set<String> steps = new TreeSet<>();
    for (String line : lines()) {
      if (line.startsWith(word)) {
        steps.add(line.substring(word.length()));
      }
    }
    return steps;
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.filter(path -> path.toString().endsWith(".steps")).toList()) {
        lines.addAll(Files.readAllLines(each));
      }
    }
    return lines;
  }
}
