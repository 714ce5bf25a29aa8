package bactrian.cli;

import bactrian.stream.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A command that was run inside this process, with its own settings and streams.
 *
 * @param exitCode its exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record CommandRun(int exitCode, String out, String err) {
  /** Runs a command to its end, with settings from these environment variables only. */
  static CommandRun of(
      Path folder, Map<String, String> environment, Clock clock, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session =
        new Session(
            environment,
            folder.resolve("etc"),
            folder,
            folder.resolve("backups"),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            clock,
            Progress.NONE);
    int status = AkCommand.commandLine(session).execute(arguments);
    return new CommandRun(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Standard output's lines. */
  List<String> lines() {
    return out.lines().toList();
  }
}
