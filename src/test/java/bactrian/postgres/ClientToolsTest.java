package bactrian.postgres;

import static bactrian.postgres.ScriptedProgram.in;
import static bactrian.postgres.ScriptedProgram.ofVersion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.lab.LabTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientToolsTest {
  private static final String PATH = System.getenv("PATH");

  @TempDir Path folder;

  @Test
  void findsTheRealProgramsOfThisMachine() {
    ClientTools tools = ClientTools.ofThisMachine(null, List.of(LabTools.client(15)));

    assertThat(tools.forDump(15).path()).isEqualTo(LabTools.client(15).resolve("pg_dump"));
    assertThat(tools.forDump(15).version().major()).isEqualTo(15);
    assertThat(tools.forGlobals(15).major()).isEqualTo(15);
    assertThat(tools.forScript(15).major()).isEqualTo(15);
    assertThat(tools.forRestore(15, 15).scriptPath()).isFalse();
  }

  @Test
  void ofTwoThatFitEquallyWellTheOneOnPathWins() throws IOException {
    Path onPath = folder.resolve("path");
    ofVersion(onPath, "pg_dump", "15.99 (scripted)");
    ofVersion(folder.resolve("distribution"), "pg_dump", "15.20");

    ClientTools tools =
        new ClientTools(
            ClientFolders.ofThisMachine(
                onPath + ":" + PATH, List.of(folder.resolve("distribution"))),
            PATH);

    assertThat(tools.forDump(15).path()).isEqualTo(onPath.resolve("pg_dump"));
    assertThat(tools.forDump(15).version().text()).isEqualTo("15.99");
  }

  @Test
  void theServersMajorInAFolderIsBetterThanANewerOneOnPath() throws IOException {
    Path newer = ofVersion(folder.resolve("path"), "pg_dump", "18.7").getParent();
    Path exact = ofVersion(folder.resolve("16"), "pg_dump", "16.16").getParent();

    ClientTools tools = new ClientTools(List.of(newer, exact), PATH);

    assertThat(tools.forDump(16).path()).isEqualTo(exact.resolve("pg_dump"));
    assertThat(tools.forDump(17).path()).isEqualTo(newer.resolve("pg_dump"));
  }

  @Test
  void saysWhatWasFoundAndWhatToInstallWhenNothingFits() throws IOException {
    Path old = ofVersion(folder.resolve("old"), "pg_dump", "13.23").getParent();

    assertThatExceptionOfType(RunFailure.class)
        .isThrownBy(() -> new ClientTools(List.of(old), PATH).forDump(17))
        .withMessageContaining("pg_dump 13.23 in " + old)
        .withMessageContaining("apt-get install postgresql-client-17")
        .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED));
    assertThatExceptionOfType(RunFailure.class)
        .isThrownBy(() -> new ClientTools(List.of(old), PATH).forRestore(16, 16))
        .withMessageContaining("No pg_restore of PostgreSQL 16 or newer")
        .withMessageContaining("found: none");
  }

  @Test
  void passesOverDebiansWrapper() throws IOException {
    Path wrapper = ofVersion(folder.resolve("share"), "pg_wrapper", "15.20");
    Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(folder.resolve("bin/pg_dump"), wrapper);

    assertThat(new ClientTools(List.of(folder.resolve("bin")), PATH).found(ClientProgram.PG_DUMP))
        .isEmpty();
  }

  @Test
  void asksOneProgramOnceThoughManyFoldersLeadToIt() throws IOException {
    Path real =
        in(
            folder.resolve("real"),
            "pg_dump",
            "echo asked >> '" + folder + "/asked'; echo 'pg_dump (PostgreSQL) 17.12'");
    Files.createSymbolicLink(folder.resolve("link"), real.getParent());
    ClientTools tools = new ClientTools(List.of(real.getParent(), folder.resolve("link")), PATH);

    assertThat(folder.resolve("asked")).doesNotExist();
    tools.forDump(17);
    tools.forDump(15);

    assertThat(folder.resolve("asked")).hasContent("asked");
  }

  @Test
  void passesOverProgramsThatHangFailOrAreNone() throws IOException {
    Path hangs = in(folder.resolve("a"), "pg_dump", "sleep 600 & wait").getParent();
    Path fails =
        in(folder.resolve("b"), "pg_dump", "echo 'pg_dump (PostgreSQL) 17.1'; exit 1").getParent();
    Path noProgram = in(folder.resolve("c"), "pg_dump", "").getParent();
    Files.write(noProgram.resolve("pg_dump"), new byte[] {0x7f, 'E', 'L', 'F', 0, 1});
    Path flood =
        in(
                folder.resolve("d"),
                "pg_dump",
                "echo 'pg_dump (PostgreSQL) 17.3'; head -c 1000000 /dev/zero >&2")
            .getParent();

    ClientTools tools =
        new ClientTools(List.of(hangs, fails, noProgram, flood), PATH, Duration.ofSeconds(2));

    assertThat(tools.found(ClientProgram.PG_DUMP))
        .extracting(tool -> tool.version().text())
        .containsExactly("17.3");
  }

  @Test
  void expandsVersionedFoldersThatAreThere() throws IOException {
    Files.createDirectories(folder.resolve("postgresql/15/bin"));
    Files.createDirectories(folder.resolve("postgresql/17/bin"));
    Files.createDirectories(folder.resolve("postgresql/18"));
    Files.createDirectories(folder.resolve("pgsql-16/bin"));

    assertThat(ClientFolders.expand(folder.resolve("postgresql/*/bin")))
        .containsExactly(folder.resolve("postgresql/15/bin"), folder.resolve("postgresql/17/bin"));
    assertThat(ClientFolders.expand(folder.resolve("pgsql-*/bin")))
        .containsExactly(folder.resolve("pgsql-16/bin"));
    assertThat(ClientFolders.expand(folder.resolve("pgsql-*")))
        .containsExactly(folder.resolve("pgsql-16"));
    assertThat(ClientFolders.expand(folder.resolve("none/*/bin"))).isEmpty();
  }

  @Test
  void leavesRelativeFoldersOfPathOut() {
    assertThat(ClientFolders.onPath("/a::.:bin:/b")).containsExactly(Path.of("/a"), Path.of("/b"));
  }
}
