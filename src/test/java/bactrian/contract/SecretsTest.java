package bactrian.contract;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A password that is looked for wherever one has ever been found. */
@ExtendWith(PostgresLab.class)
class SecretsTest {
  private static final String DATABASE = "contract_secrets";
  private static final String ROLE = "contract_singer";

  /** The part in the middle is the same however the rest is escaped. */
  private static final String CANARY = "kanarienvogel7";

  private static final String PASSWORD = "/ @:%'\"" + CANARY + "\\ :'/%\"@";
  @TempDir private Path folder;
  private ChildAk ak;
  private StoreFolder store;

  @BeforeEach
  void createDatabase(LabServer server) throws Exception {
    server.execute(
        "postgres",
        "SET password_encryption = 'scram-sha-256'; CREATE ROLE "
            + ROLE
            + " SUPERUSER LOGIN PASSWORD '"
            + PASSWORD.replace("'", "''")
            + "'",
        "CREATE DATABASE " + DATABASE);
    server.execute(
        DATABASE, "CREATE TABLE t AS SELECT n, md5(n::text) FROM generate_series(1, 20000) n");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    Files.writeString(
        folder.resolve("ak.yml"),
        "postgresql:\n  password: file://" + folder.resolve("password") + "\n");
    store = new StoreFolder(folder.resolve("backups"));
    ak =
        ChildAk.in(folder)
            .withSetting("host", server.host())
            .withSetting("port", Integer.toString(server.port()))
            .withSetting("user", ROLE)
            .withSetting("name", DATABASE)
            .withSetting("backup.role_passwords", "true")
            .withJvmOptions(
                "-Djava.io.tmpdir=" + temporary, "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace");
  }

  @AfterEach
  void dropDatabase(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)", "DROP ROLE " + ROLE);
  }

  @Test
  void aPasswordIsInNoProcessNoMessageAndNoFileButItsPassFile() throws Exception {
    Path gate = folder.resolve("gate");
    Path programs = folder.resolve("programs");
    ScriptedDump.pgDump(programs, ScriptedDump.waitingFor(gate));
    ScriptedDump.pgDumpAll(programs, ScriptedDump.waitingFor(folder.resolve("second gate")));
    Path workFolder;
    ChildAk.Ended backup;
    try (ChildAk.Running run =
        ak.withProgramsFirst(programs)
            .start("backup", "--verbose", "--config", folder.resolve("ak.yml").toString())) {
      awaitChild(run, "pg_dump");
      Awaitility.await().until(() -> !store.incoming().isEmpty());
      workFolder = passFileOf(run).getParent();
      assertThat(passFileOf(run)).content().contains(CANARY);
      assertThat(StoreFolder.mode(passFileOf(run))).isEqualTo("rw-------");
      assertThat(StoreFolder.mode(workFolder)).isEqualTo("rwx------");
      assertThatNoProcessShowsIt(run);

      Files.createFile(gate);
      awaitChild(run, "pg_dumpall");
      assertThatNoProcessShowsIt(run);

      Files.createFile(folder.resolve("second gate"));
      backup = run.await();
    }

    assertThat(backup.exitCode()).as(backup.err()).isZero();
    assertThat(backup.err()).doesNotContain(CANARY);
    assertThat(backup.err().lines()).as("lines of a verbose run").hasSizeGreaterThan(100);
    assertThat(backup.out().lines()).singleElement().asString().endsWith(".psql");
    assertThat(workFolder).doesNotExist();
    assertThat(filesWithIt(folder)).containsExactly(folder.resolve("password"));
    for (String file : store.files()) {
      if (file.endsWith(".zst")) {
        String text = OutsideProgram.text(store.path().resolve(file));
        assertThat(text).as(file).isNotEmpty().doesNotContain(CANARY);
      }
    }
    // The list shows nothing of it either, and what is asked for is the hash at most.
    assertThat(ak.run("list", "--json", "--verbose").toString()).doesNotContain(CANARY);
  }

  @Test
  void aPasswordIsInNoErrorAndNoStackTrace() throws Exception {
    ChildAk wrong = ak.withSetting("password", PASSWORD + "wrong");
    assertSilent(wrong.run("backup", "--verbose"), "rejected the password");

    ChildAk unknown = ak.withSetting("password", PASSWORD).withSetting("name", "unknown");
    assertSilent(unknown.run("backup", "--verbose"), "has no database");

    Path programs =
        ScriptedDump.pgDump(
            folder.resolve("programs"), "echo 'pg_dump: error: cannot' >&2; exit 1");
    assertSilent(
        ak.withSetting("password", PASSWORD).withProgramsFirst(programs).run("backup", "--verbose"),
        "exit status 1: cannot");

    assertSilent(ak.withSetting("password", PASSWORD + "\r").run("backup", "-v"), "password");
    assertThat(filesWithIt(folder)).containsExactly(folder.resolve("password"));
  }

  private static void assertSilent(ChildAk.Ended failed, String reason) {
    assertThat(failed.exitCode()).isIn(1, 2);
    assertThat(failed.err()).contains(reason).contains("\tat ").doesNotContain(CANARY);
    assertThat(failed.out()).isEmpty();
  }

  /** Waits for the program at its work, not for the question what version it has. */
  private static void awaitChild(ChildAk.Running run, String program) {
    Awaitility.await()
        .atMost(ChildAk.PATIENCE)
        .until(
            () ->
                run.descendants().stream()
                    .map(child -> ProcFiles.arguments(child.pid()))
                    .filter(words -> words.contains("--no-password"))
                    .flatMap(words -> words.stream().limit(2))
                    .anyMatch(word -> word.endsWith("/" + program)));
  }

  private static Path passFileOf(ChildAk.Running run) {
    return run.descendants().stream()
        .map(child -> ProcFiles.environment(child.pid()).get("PGPASSFILE"))
        .filter(Objects::nonNull)
        .map(Path::of)
        .findFirst()
        .orElseThrow();
  }

  private static void assertThatNoProcessShowsIt(ChildAk.Running run) {
    List<Long> processes = new ArrayList<>(List.of(run.pid()));
    run.descendants().forEach(child -> processes.add(child.pid()));
    assertThat(processes).hasSizeGreaterThan(1);
    for (long process : processes) {
      assertThat(ProcFiles.arguments(process).toString()).doesNotContain(CANARY);
      assertThat(ProcFiles.environment(process).toString())
          .doesNotContain(CANARY)
          .doesNotContain("PGPASSWORD");
    }
    for (ProcessHandle child : run.descendants()) {
      assertThat(ProcFiles.environment(child.pid()).keySet())
          .as("nothing is handed down but what is meant to be")
          .noneMatch(variable -> variable.startsWith("AUTHENTIK_"));
    }
  }

  private static List<Path> filesWithIt(Path below) throws IOException {
    try (Stream<Path> paths = Files.walk(below)) {
      List<Path> found = new ArrayList<>();
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1).contains(CANARY)) {
          found.add(path);
        }
      }
      return found;
    }
  }
}
