package bactrian.postgres;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;

/**
 * A program that works on a server which need not be the configured one: its environment and the
 * question whether the server works for it are that server's.
 */
public final class ServerCommand extends ExecCommand {
  private final JdbcSource server;
  private final Map<String, String> settings;

  /**
   * A program with the settings that sessions of ours have.
   *
   * @param server the server that the program works on
   * @param folder the run's private folder, with the pass file
   * @param input what the program reads, or null
   */
  public ServerCommand(
      JdbcSource server, String program, List<String> arguments, Path folder, InputStream input) {
    this(server, program, arguments, folder, input, Map.of());
  }

  /**
   * The same with more settings.
   *
   * @param settings what the program's sessions have beside them
   */
  public ServerCommand(
      JdbcSource server,
      String program,
      List<String> arguments,
      Path folder,
      InputStream input,
      Map<String, String> settings) {
    super(
        program,
        arguments,
        folder.toString(),
        ExecEndpoint.NO_TIMEOUT,
        Set.of(),
        input,
        null,
        false,
        LoggingLevel.DEBUG);
    this.server = server;
    this.settings = Map.copyOf(settings);
  }

  /** The settings of the program's sessions, beside those that all have. */
  Map<String, String> settings() {
    return settings;
  }

  /** The server that the program works on. */
  JdbcSource server() {
    return server;
  }
}
