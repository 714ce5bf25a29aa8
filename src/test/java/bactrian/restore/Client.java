package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.failure.Secret;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.postgres.ChildEnvironment;
import bactrian.postgres.RestoreArguments;
import bactrian.postgres.Target;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** PostgreSQL's client programs of one major version, run by hand as one role of a server. */
record Client(int major, LabServer server, String user, String password, Path folder) {
  Target target(String database) {
    return new Target(
        server.host(), server.port(), user, new Secret(password), database, "disable", null, null);
  }

  /** Runs a program with this input, and gives its output; it must succeed. */
  byte[] run(String program, List<String> arguments, InputStream input) throws Exception {
    Path errors = Files.createTempFile(folder, program, ".err");
    List<String> command = new ArrayList<>(List.of(LabTools.client(major).resolve(program) + ""));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            new ChildEnvironment(
                    null, null, null, "test", RestoreArguments.SERVER_SETTINGS, null, null)
                .variables());
    builder.environment().put("PGPASSWORD", password);
    Process process = builder.start();
    CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(process, input));
    byte[] output = process.getInputStream().readAllBytes();
    int status = process.waitFor();
    assertThat(status).as(() -> String.join(" ", command) + ": " + read(errors)).isZero();
    fed.get();
    return output;
  }

  byte[] run(String program, List<String> arguments) throws Exception {
    return run(program, arguments, InputStream.nullInputStream());
  }

  private static void feed(Process process, InputStream input) {
    try (var stdin = process.getOutputStream()) {
      input.transferTo(stdin);
    } catch (IOException e) {
      assertThat(process.onExit().join().exitValue()).as("it did not read on").isNotZero();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Dumps a database the way a backup does: into a pipe. */
  byte[] dump(String database) throws Exception {
    return run(
        "pg_dump",
        List.of(
            "-Fc", "-Z0", "-h" + server.host(), "-p" + server.port(), "-U" + user, "-d", database));
  }

  /** Carries one step out, straight or through a script. */
  void restore(
      ReadArchive archive, RestoreSteps steps, RestoreStep step, String database, boolean script)
      throws Exception {
    Path head = Files.write(Files.createTempFile(folder, "head", ""), archive.headBytes());
    Path list =
        Files.writeString(
            Files.createTempFile(folder, "list", ""),
            RestoreTask.ofHead("step", steps.entries(step), 1, 0).list());
    boolean data = step == RestoreStep.DATA;
    Target target = target(database);
    List<String> arguments;
    if (script) {
      arguments =
          data
              ? RestoreArguments.scriptFromStream(list)
              : RestoreArguments.scriptFromHead(head, list);
    } else {
      arguments =
          data
              ? RestoreArguments.fromStream(target, list)
              : RestoreArguments.fromHead(
                  target, head, list, step == RestoreStep.POST_DATA ? 2 : 1);
    }
    InputStream input = data ? archive.open() : InputStream.nullInputStream();
    byte[] output = run("pg_restore", arguments, input);
    if (script) {
      run(
          "psql",
          RestoreArguments.runScript(target),
          new ScriptFilter(new ByteArrayInputStream(output)));
    }
  }
}
