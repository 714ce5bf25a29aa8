package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.PostgresLab;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The branches of a backup, taken by the program as its users run it. */
@ExtendWith(PostgresLab.class)
class BackupCommandTest {
  private static final String DATABASE = "backup_command";

  @TempDir private Path folder;
  private ChildAk ak;

  @BeforeEach
  void makeDatabase(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + DATABASE);
    server.execute(DATABASE, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS n");
    ak = ChildAk.in(folder).withServer(server, DATABASE);
  }

  @AfterEach
  void dropDatabase(LabServer server) throws Exception {
    server.execute("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  @Test
  void printsTheNameOfTheBackupThatItMade() throws Exception {
    ChildAk.Ended backup = ak.run("backup");

    assertThat(backup.exitCode()).as(backup.err()).isZero();
    JsonNode only = list().get(0);
    assertThat(backup.lines()).contains(only.path("name").asText());
    assertThat(only.path("rows").asLong()).isEqualTo(1000);
    assertThat(only.path("held").asBoolean()).isFalse();
  }

  @Test
  void holdsTheBackupWhenAsked() throws Exception {
    ChildAk.Ended backup = ak.run("backup", "--hold");

    assertThat(backup.exitCode()).as(backup.err()).isZero();
    assertThat(list().get(0).path("held").asBoolean()).isTrue();
  }

  @Test
  void removesWhatNoRuleKeeps() throws Exception {
    ChildAk keepsOne = ak.withSetting("backup.keep_last", "1");
    ChildAk.Ended first = keepsOne.run("backup");
    ChildAk.Ended second = keepsOne.run("backup", "--quiet");

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(list()).hasSize(1);
    assertThat(list().get(0).path("name").asText()).isEqualTo(second.lines().get(0));
  }

  @Test
  void makesTheBackupWithoutTheGlobalsThatItCannotHave() throws Exception {
    script("pg_dumpall", "echo 'pg_dumpall: error: no' >&2; exit 1");

    ChildAk.Ended backup = ak.withProgramsFirst(folder.resolve("bin")).run("backup");

    assertThat(backup.exitCode()).as(backup.err()).isZero();
    assertThat(list().get(0).path("globals").asText()).isEqualTo("absent");
    assertThat(list().get(0).path("globals_missing")).isNotEmpty();
  }

  @Test
  void listsNothingWhenTheDumpFails() throws Exception {
    script("pg_dump", "echo 'pg_dump: error: the plug was pulled' >&2; exit 1");

    ChildAk.Ended backup = ak.withProgramsFirst(folder.resolve("bin")).run("backup");

    assertThat(backup.exitCode()).isEqualTo(1);
    assertThat(backup.out()).isEmpty();
    assertThat(backup.err()).contains("the plug was pulled");
    assertThat(list()).isEmpty();
  }

  @Test
  void saysWhichFolderCannotBeListed() throws Exception {
    Files.writeString(folder.resolve("backups"), "not a folder");

    ChildAk.Ended list = ak.run("listbackups", "--json");

    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.err()).contains(folder.resolve("backups").toString());
  }

  private JsonNode list() throws Exception {
    ChildAk.Ended list = ak.run("listbackups", "--json");
    assertThat(list.exitCode()).as(list.err()).isZero();
    return new ObjectMapper().readTree(list.out());
  }

  /** A program that tells the real one's version, and else does what the script says. */
  private void script(String program, String script) throws Exception {
    Path real = LabTools.client(15).resolve(program);
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(program);
    Files.writeString(
        file,
        """
        #!/bin/sh
        case $* in --version) exec %s --version ;; esac
        %s
        """
            .formatted(real, script));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
