package bactrian.postgres;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The child processes that run now, so that a signal can end them: whoever reads their streams then
 * sees a failure, never a clean end.
 */
public final class Children {
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /** Starts a child that is ended by {@link #endAll}. */
  Process start(ProcessBuilder builder) throws IOException {
    if (ended) {
      throw new IOException("The program is stopping");
    }
    Process process = builder.start();
    running.removeIf(child -> !child.isAlive());
    running.add(process);
    if (ended) {
      end(process);
    }
    return process;
  }

  /** Ends every child and its descendants; no new one is started afterwards. */
  public void endAll() {
    ended = true;
    running.forEach(Children::end);
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
