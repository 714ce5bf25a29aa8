package bactrian.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import bactrian.failure.Secret;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A client program that ran to its end, in the environment that children get. */
record ClientRun(int status, String output, List<String> messages) {
  /** Runs it, its output into memory. */
  static ClientRun of(int clientMajor, String program, List<String> arguments, String password)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("client-run");
    try (WorkFolder work = WorkFolder.create(folder)) {
      Path passFile = PassFile.write(work, "pass", new Secret(password));
      Path errors = work.newFile("errors");
      List<String> command =
          new ArrayList<>(List.of(LabTools.client(clientMajor).resolve(program).toString()));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().clear();
      builder
          .environment()
          .putAll(
              new ChildEnvironment(null, null, passFile, "bactrian test", Map.of(), null, null)
                  .variables());
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new ClientRun(process.waitFor(), output, Files.readAllLines(errors));
    } finally {
      Files.delete(folder);
    }
  }

  /** The client on this machine that goes with a server: its own major or the nearest newer. */
  static int clientFor(LabServer server) {
    return server.major() <= 15 ? 15 : Math.max(17, server.major());
  }
}
