package bactrian.postgres;

import bactrian.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecResult;

/**
 * Feeds the body to a program's standard input and waits for its end; a non-zero exit status
 * throws. The child's own messages win over "broken pipe", and the failure of what is fed wins over
 * both, since it is the reason for them.
 */
public final class FedInput implements ExecCommandExecutor {
  private static final int BUFFER_BYTES = 128 * 1024;
  private final ChildLauncher launcher;

  /** Starts children through this launcher. */
  public FedInput(ChildLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public ExecResult execute(ExecCommand command) throws IOException {
    Process process = launcher.start(command);
    String program = ChildLauncher.name(command);
    ErrorTail errors = new ErrorTail(program, process.getErrorStream());
    ErrorTail chatter = new ErrorTail(program + " (output)", process.getInputStream());
    try (StallWatch watch = launcher.watch(command, process)) {
      IOException broken = feed(command.getInput(), process, watch);
      int status = await(process, program);
      if (watch.stalled()) {
        throw ChildFailure.stalled(program, launcher.stallTimeout(), errors.lines());
      }
      if (status != 0 || broken != null) {
        List<String> messages = errors.lines();
        throw launcher.failure(
            program, status, messages.isEmpty() ? chatter.lines() : messages, broken);
      }
      return new ExecResult(command, new ByteArrayInputStream(new byte[0]), null, status);
    } finally {
      Children.end(process);
    }
  }

  /** Gives the failure of the child's pipe, or null; throws the failure of the source. */
  private static IOException feed(InputStream input, Process process, StallWatch watch)
      throws IOException {
    OutputStream stdin = process.getOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream source = input) {
      while (source != null) {
        int read = read(source, buffer, process);
        if (read < 0) {
          break;
        }
        try {
          watch.waiting();
          stdin.write(buffer, 0, read);
          stdin.flush();
          watch.moved();
        } catch (IOException e) {
          return e;
        }
      }
    }
    try {
      stdin.close();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static int read(InputStream input, byte[] buffer, Process process) throws IOException {
    try {
      return input.read(buffer);
    } catch (IOException e) {
      Children.end(process); // before its standard input is closed: it must not see a clean end
      throw Failure.firstIn(e).isPresent() ? e : new IOException(e.getMessage(), e);
    }
  }

  private static int await(Process process, String program) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for " + program, e);
    }
  }
}
