package bactrian.postgres;

import bactrian.failure.StreamFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.component.exec.ExecCommand;

/**
 * Starts a child from Camel's exec command: an argument vector, never a shell, in its private
 * folder, with an environment built from nothing. Its password is the file {@code pgpass} in that
 * folder.
 */
public final class ChildLauncher {
  /** The pass file's name in a run's folder. */
  static final String PASS_FILE = "pgpass";

  private final Children children;
  private final Map<String, String> environment;
  private final Duration stallTimeout;
  private final BooleanSupplier serverWorks;

  /**
   * @param environment all that children see, but PGPASSFILE; those of a {@link ServerCommand} see
   *     their own server's TLS settings in it
   * @param stallTimeout how long a child may move nothing
   * @param serverWorks whether a backend of ours is active on the configured server; asked when a
   *     child moves nothing
   */
  public ChildLauncher(
      Children children,
      Map<String, String> environment,
      Duration stallTimeout,
      BooleanSupplier serverWorks) {
    this.children = children;
    this.environment = Map.copyOf(environment);
    this.stallTimeout = stallTimeout;
    this.serverWorks = serverWorks;
  }

  Process start(ExecCommand command) throws IOException {
    List<String> vector = new ArrayList<>();
    vector.add(command.getExecutable());
    vector.addAll(command.getArgs());
    ProcessBuilder builder = new ProcessBuilder(vector);
    builder.environment().clear();
    builder.environment().putAll(environment);
    if (command instanceof ServerCommand there) {
      ChildEnvironment.reach(builder.environment(), there.server().target());
      ChildEnvironment.set(builder.environment(), there.settings());
    }
    if (command.getWorkingDir() != null) {
      File folder = new File(command.getWorkingDir());
      builder.directory(folder);
      Path passFile = folder.toPath().resolve(PASS_FILE);
      if (Files.exists(passFile)) {
        builder.environment().put("PGPASSFILE", passFile.toString());
      }
    }
    try {
      return children.start(builder);
    } catch (IOException e) {
      if (children.ended()) {
        throw ChildFailure.stopped(name(command), e);
      }
      throw new StreamFailure(
          command.getExecutable() + " could not be started: " + e.getMessage(), e);
    }
  }

  /**
   * Why a child failed, that ended by itself or was ended from outside.
   *
   * @param status its exit status
   * @param messages what it has said
   */
  StreamFailure failure(String program, int status, List<String> messages, IOException cause) {
    return children.ended()
        ? ChildFailure.stopped(program, cause)
        : ChildFailure.ended(program, status, messages, cause);
  }

  StallWatch watch(ExecCommand command, Process process) {
    return new StallWatch(
        name(command), stallTimeout, serverWorks(command), () -> Children.end(process));
  }

  ChildOutput output(ExecCommand command, Process process) {
    return new ChildOutput(
        name(command),
        process,
        new ErrorTail(name(command), process.getErrorStream()),
        this,
        serverWorks(command));
  }

  private BooleanSupplier serverWorks(ExecCommand command) {
    // Made when it is asked: most children never stand still.
    return command instanceof ServerCommand there
        ? () -> StallProbe.of(there.server()).getAsBoolean()
        : serverWorks;
  }

  Duration stallTimeout() {
    return stallTimeout;
  }

  static String name(ExecCommand command) {
    return Path.of(command.getExecutable()).getFileName().toString();
  }
}
