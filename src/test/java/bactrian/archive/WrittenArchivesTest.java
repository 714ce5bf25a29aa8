package bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.LabTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the archives of our own writing are what PostgreSQL takes for an archive. */
final class WrittenArchivesTest {
  @ParameterizedTest
  @ValueSource(ints = {13, 15})
  void theFilesAmongTheTestDataAreWhatTheWriterWrites(int minor) {
    assertThat(WrittenArchives.ofVersion(minor))
        .isEqualTo(GoldenArchive.named("written-1." + minor).bytes());
  }

  @Test
  void pgRestoreReadsTheArchiveOfVersionThirteen(@TempDir Path folder) throws Exception {
    Path archive = Files.write(folder.resolve("archive"), WrittenArchives.ofVersion(13));

    assertThat(restore(folder, "--list", "--verbose", archive.toString()))
        .containsExactlyElementsOf(GoldenArchive.named("written-1.13").listing());
    assertThat(restore(folder, "--file=-", archive.toString()))
        .containsSequence("COPY public.\"é t\" FROM stdin;", "1\tone", "2\t\\\\.", "3\t\\N", "\\.")
        .contains("SELECT pg_catalog.lo_open('4000000000', 131072);");
  }

  private static List<String> restore(Path folder, String... arguments) throws Exception {
    Path output = folder.resolve("output");
    List<String> command = new java.util.ArrayList<>(List.of(arguments));
    command.add(0, LabTools.client(15).resolve("pg_restore").toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TZ", "UTC");
    Process process = builder.redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return GoldenArchive.lines(Files.readAllBytes(output));
  }
}
