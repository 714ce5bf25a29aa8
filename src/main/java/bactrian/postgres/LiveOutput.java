package bactrian.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecResult;

/**
 * Runs a program and hands out its standard output while it still runs. Camel's own executor keeps
 * the whole output in memory, and asks for the exit status before there is one: here the stream
 * tells it, by throwing at its end.
 */
public final class LiveOutput implements ExecCommandExecutor {
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
      feedBeside(ChildLauncher.name(command), input, process);
    }
    return new ExecResult(command, output, null, 0);
  }

  /** A source that fails ends the child, so that its output cannot end cleanly. */
  private static void feedBeside(String program, InputStream input, Process process) {
    Thread thread =
        new Thread(
            () -> {
              try (input) {
                OutputStream stdin = process.getOutputStream();
                input.transferTo(stdin);
                stdin.close();
              } catch (IOException e) {
                Children.end(process);
              }
            },
            "stdin of " + program);
    thread.setDaemon(true);
    thread.start();
  }
}
