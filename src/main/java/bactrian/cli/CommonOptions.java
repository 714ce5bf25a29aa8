package bactrian.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings to read after those in /etc/authentik, before the environment.")
  private Path config;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but the result and errors.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say what is done, and print the stack trace of a failure.")
  private boolean verbose;

  Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  boolean json() {
    return json;
  }

  boolean quiet() {
    return quiet;
  }

  boolean verbose() {
    return verbose;
  }
}
