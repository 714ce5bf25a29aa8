package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.failure.Secret;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.postgres.ChildEnvironment;
import bactrian.postgres.ChildLauncher;
import bactrian.postgres.Children;
import bactrian.postgres.FedInput;
import bactrian.postgres.LegacyArguments;
import bactrian.postgres.LiveOutput;
import bactrian.postgres.RestoreArguments;
import bactrian.postgres.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecCommand;

/**
 * PostgreSQL's programs, run as a restore runs them.
 *
 * @param folder where the pass file lies, and what is dumped
 * @param client major version of the programs
 */
record ScriptRun(Path folder, LabServer server, int client, String user, String password) {
  Target target(String database) {
    return new Target(
        server.host(), server.port(), user, new Secret(password), database, "prefer", null, null);
  }

  /** A psql that is fed, and must succeed. */
  void psql(String database, InputStream script) throws IOException {
    new FedInput(launcher())
        .execute(command("psql", RestoreArguments.runScript(target(database)), script));
  }

  /** A pg_restore that is fed, and must succeed. */
  void restore(String database, InputStream archive) throws IOException {
    new FedInput(launcher())
        .execute(command("pg_restore", LegacyArguments.archive(target(database)), archive));
  }

  /** The script that pg_restore makes of an archive, while it makes it. */
  InputStream script(InputStream archive) throws IOException {
    return new LiveOutput(launcher())
        .execute(command("pg_restore", LegacyArguments.archiveAsScript(), archive))
        .getStdout();
  }

  /** Dumps as superuser into a file. */
  Path dump(String database, String... options) throws Exception {
    Path file = Files.createTempFile(folder, "dump", ".sql");
    ScriptRun superuser =
        new ScriptRun(folder, server, client, LabServer.SUPERUSER, LabServer.PASSWORD);
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(
        List.of("-h", server.host(), "-p", server.port() + "", "-U", LabServer.SUPERUSER));
    arguments.addAll(List.of("-d", database));
    try (InputStream output =
            new LiveOutput(superuser.launcher())
                .execute(superuser.command("pg_dump", arguments, null))
                .getStdout();
        OutputStream out = Files.newOutputStream(file)) {
      output.transferTo(out);
    }
    assertThat(file).isNotEmptyFile();
    return file;
  }

  private ExecCommand command(String program, List<String> arguments, InputStream input)
      throws IOException {
    Files.writeString(
        folder.resolve("pgpass"),
        "*:*:*:*:" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n");
    Files.setPosixFilePermissions(
        folder.resolve("pgpass"), PosixFilePermissions.fromString("rw-------"));
    return new ExecCommand(
        LabTools.client(client).resolve(program).toString(),
        arguments,
        folder.toString(),
        Long.MAX_VALUE,
        Set.of(),
        input,
        null,
        false,
        LoggingLevel.DEBUG);
  }

  private ChildLauncher launcher() {
    Map<String, String> environment =
        new ChildEnvironment(
                System.getenv("PATH"), null, null, "bactrian test", Map.of(), null, null)
            .variables();
    return new ChildLauncher(new Children(), environment, Duration.ofMinutes(5), () -> true);
  }
}
