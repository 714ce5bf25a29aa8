package bactrian.contract;

import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that anybody has, to look at backups without ours. */
final class OutsideProgram {
  /**
   * How a pipeline ended.
   *
   * @param exitCodes of its programs, in order
   * @param out what the last one wrote to standard output
   * @param err what all wrote to standard error
   */
  record Ended(List<Integer> exitCodes, String out, String err) {}

  private OutsideProgram() {}

  /** Runs programs, each reading what the one before writes; waits for all. */
  @SafeVarargs
  static Ended run(List<String>... programs) throws IOException, InterruptedException {
    Path out = Files.createTempFile("bactrian-outside-", ".out");
    Path err = Files.createTempFile("bactrian-outside-", ".err");
    try {
      List<ProcessBuilder> builders = new ArrayList<>();
      for (List<String> program : programs) {
        ProcessBuilder builder = new ProcessBuilder(program);
        builder.environment().put("PGPASSWORD", LabServer.PASSWORD);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
        builders.add(builder);
      }
      builders.get(builders.size() - 1).redirectOutput(out.toFile());
      List<Integer> exitCodes = new ArrayList<>();
      for (Process process : ProcessBuilder.startPipeline(builders)) {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
          process.destroyForcibly();
        }
        exitCodes.add(process.waitFor());
      }
      return new Ended(
          exitCodes,
          new String(Files.readAllBytes(out), StandardCharsets.UTF_8), // an archive is no text
          new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** The command line {@code zstd -dc FILE}. */
  static List<String> unzstd(Path file) {
    return List.of("zstd", "-dc", file.toString());
  }

  /** The text of a compressed file. */
  static String text(Path file) throws IOException, InterruptedException {
    Ended ended = run(unzstd(file));
    if (!ended.exitCodes().equals(List.of(0))) {
      throw new IOException(file + ": " + ended.err());
    }
    return ended.out();
  }

  /** A command line of PostgreSQL's pg_restore. */
  static List<String> pgRestore(int major, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(LabTools.client(major).resolve("pg_restore").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** A command line of pg_restore that fills a database of this server. */
  static List<String> pgRestoreInto(LabServer server, String database) {
    return pgRestore(
        15,
        "--exit-on-error",
        "-h",
        server.host(),
        "-p",
        Integer.toString(server.port()),
        "-U",
        LabServer.SUPERUSER,
        "-d",
        database);
  }
}
