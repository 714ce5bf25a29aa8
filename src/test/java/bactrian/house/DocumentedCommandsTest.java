package bactrian.house;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.Ak;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every {@code sh} block of the documents, in order, on a server of its own, as a superuser
 * whose connection PGHOST and so on describe. A block that cannot be run here is marked {@code sh
 * elsewhere}, and stands in this test's list of those.
 */
class DocumentedCommandsTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```sh( elsewhere)?\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final String BACKUP = "default-2020-10-03-115557.psql";
  private static final int MINUTES = 5;

  /** The same files sealed, for pages that open such. */
  private static final String SEAL =
      """
      age-keygen -o sealing.key
      for file in backups/*.zst; do age --recipient "$(age-keygen -y sealing.key)" "$file" > "$file.age"; done
      """;

  @TempDir private Path folder;

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      List<Path> all =
          new ArrayList<>(
              docs.filter(path -> path.toString().endsWith(".md"))
                  // What it names takes minutes and measures, which no test does.
                  .filter(path -> !path.endsWith("benchmarks.md"))
                  .toList());
      all.add(Path.of("README.md"));
      return all.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyCommandRuns(Path document) throws Exception {
    try (LabServer server = LabServer.start(15)) {
      prepare(server);
      if (document.endsWith("restore-by-hand.md")) {
        server.execute("postgres", "DROP DATABASE authentik", "DROP ROLE authentik");
      }

      Ended ended = run(server, script(Files.readString(document), server));

      assertThat(ended.status()).as(ended.said()).isZero();
    }
  }

  @Test
  void onlyWhatHasATestOfItsOwnIsRunElsewhere() throws Exception {
    Set<String> elsewhere = new TreeSet<>();
    for (Path document : documents().toList()) {
      BLOCK
          .matcher(Files.readString(document))
          .results()
          .filter(block -> block.group(1) != null)
          .flatMap(block -> block.group(2).strip().lines())
          .forEach(elsewhere::add);
    }

    assertThat(elsewhere)
        .containsExactlyInAnyOrder(
            "./ak demo", // DemoCommandTest
            "./verify", // continuous integration
            "docker build -t bactrian .", // ContainerEngine, with sources that can be reached
            "cp .env.example .env", // ComposeTest, and what follows
            "docker-compose up -d",
            "docker-compose run --rm worker backup",
            "docker-compose run --rm worker listbackups",
            "docker-compose run --rm worker restore -i " + BACKUP);
  }

  /** A database like the one in the documents, with a backup, and the program as {@code ./ak}. */
  private void prepare(LabServer server) throws Exception {
    server.execute(
        "postgres",
        "CREATE ROLE authentik LOGIN CREATEDB PASSWORD '%s'"
            .formatted(LabServer.PASSWORD.replace("'", "''")),
        "CREATE DATABASE authentik OWNER authentik",
        "CREATE DATABASE shop");
    server.execute(
        "authentik",
        "SET ROLE authentik; "
            + Files.readString(Path.of("src/main/resources/demo/authentik.sql")));
    Files.writeString(folder.resolve("password"), LabServer.PASSWORD);
    Path launcher = folder.resolve("ak");
    Files.writeString(
        launcher,
        """
        #!/bin/sh
        exec '%s' -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dbactrian.directory='%s' -cp '%s' %s "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                folder.resolve("backups"),
                System.getProperty("java.class.path"),
                Ak.class.getName()));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    Ended backup = run(server, "./ak backup\n" + SEAL);
    assertThat(backup.status()).as(backup.said()).isZero();
  }

  /** Each block begins in the same folder, as a reader's terminal would. */
  private String script(String document, LabServer server) {
    String blocks =
        BLOCK
            .matcher(document)
            .results()
            .filter(block -> block.group(1) == null)
            .map(DocumentedCommandsTest::block)
            .reduce("", String::concat);
    assertThat(blocks).isNotEmpty();
    return "newest() { ls '%s' | sed -n 's/[.]manifest[.]json$//p' | tail -n 1; }\n"
            .formatted(folder.resolve("backups"))
        + blocks
            .replace(BACKUP, "$(newest)")
            .replace("db.example.org", server.host())
            .replace("age -d -i backup.key", "age -d -i sealing.key")
            .replace("/run/secrets/postgresql", folder.resolve("password").toString())
            .replace("HOST=/run/postgresql", "HOST=" + server.socketFolder())
            // It runs until it is stopped, which timeout tells by the status 124.
            .replace("./ak worker", "timeout 10 ./ak worker || test $? -eq 124");
  }

  private static String block(MatchResult block) {
    return "cd \"$HOME\"\n" + block.group(2);
  }

  private record Ended(int status, String said) {}

  private Ended run(LabServer server, String script) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("script"), script);
    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-eux", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                LabTools.server(15) + File.pathSeparator + System.getenv("PATH"),
                "HOME",
                folder.toString(),
                "PGHOST",
                server.host(),
                "PGPORT",
                Integer.toString(server.port()),
                "PGUSER",
                LabServer.SUPERUSER,
                "PGPASSWORD",
                LabServer.PASSWORD));
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return new Ended(1, "It still runs: " + Files.readString(said, StandardCharsets.UTF_8));
    }
    return new Ended(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
  }
}
