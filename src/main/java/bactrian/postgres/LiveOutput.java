package bactrian.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a program and hands out its standard output while it still runs. Camel's own executor keeps
 * the whole output in memory, and asks for the exit status before there is one: here the stream
 * tells it, by throwing at its end.
 */
public final class LiveOutput implements ExecCommandExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(LiveOutput.class);
  private static final int BUFFER_BYTES = 128 * 1024;
  private final ChildLauncher launcher;

  /** Starts children through this launcher. */
  public LiveOutput(ChildLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public ExecResult execute(ExecCommand command) throws IOException {
    Process process = launcher.start(command);
    ChildOutput output = launcher.output(command, process);
    InputStream input = command.getInput();
    if (input == null) {
      process.getOutputStream().close();
    } else {
      feedBeside(ChildLauncher.name(command), input, process, output);
    }
    return new ExecResult(command, output, null, 0);
  }

  /** A source that fails ends the child, so that its output cannot end cleanly. */
  private static void feedBeside(
      String program, InputStream input, Process process, ChildOutput output) {
    Thread thread =
        new Thread(
            () -> {
              try (input;
                  OutputStream stdin = process.getOutputStream()) {
                copy(input, stdin, output);
              } catch (IOException e) {
                // The child has gone, or has read enough: its exit status tells which.
                LOG.debug("{} takes no more input", program, e);
              }
            },
            "stdin of " + program);
    thread.setDaemon(true);
    thread.start();
  }

  private static void copy(InputStream input, OutputStream stdin, ChildOutput output)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    while (true) {
      int read;
      try {
        read = input.read(buffer);
      } catch (IOException e) {
        output.failInput(e);
        return;
      }
      if (read < 0) {
        return;
      }
      stdin.write(buffer, 0, read);
    }
  }
}
