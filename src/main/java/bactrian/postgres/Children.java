package bactrian.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The child processes that run now, so that a signal can end them: whoever reads their streams then
 * sees a failure, never a clean end.
 */
public final class Children {
  private final Map<Process, Optional<File>> running = new ConcurrentHashMap<>();
  private final Set<File> endedFolders = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /** Starts a child that is ended by {@link #endAll} and {@link #endIn}. */
  Process start(ProcessBuilder builder) throws IOException {
    requireNotEnded(builder);
    Process process = builder.start();
    running.keySet().removeIf(child -> !child.isAlive());
    running.put(process, Optional.ofNullable(builder.directory()));
    if (ended || isEnded(builder)) {
      end(process);
    }
    return process;
  }

  private void requireNotEnded(ProcessBuilder builder) throws IOException {
    if (ended) {
      throw new IOException("The program is stopping");
    }
    if (isEnded(builder)) {
      throw new IOException("Another part of the run has failed");
    }
  }

  private boolean isEnded(ProcessBuilder builder) {
    return builder.directory() != null && endedFolders.contains(builder.directory());
  }

  /**
   * Ends the children of one run; none is started for it afterwards.
   *
   * @param folder the run's private folder, in which its children work
   */
  public void endIn(Path folder) {
    File ofRun = folder.toFile();
    endedFolders.add(ofRun);
    running.forEach(
        (child, works) -> {
          if (works.filter(ofRun::equals).isPresent()) {
            end(child);
          }
        });
  }

  /** Ends every child and its descendants; no new one is started afterwards. */
  public void endAll() {
    ended = true;
    running.keySet().forEach(Children::end);
  }

  /** Whether the program is being stopped, so that a child's failure says nothing of the child. */
  public boolean ended() {
    return ended;
  }

  /** Ends a child with its descendants, which would else hold its streams open. */
  static void end(Process process) {
    List<ProcessHandle> below = process.descendants().toList();
    // First: a shell goes on when the program that it waits for ends. By its handle, because a
    // Process closes its standard input as well, which waits for whoever is just writing to it.
    process.toHandle().destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
  }
}
