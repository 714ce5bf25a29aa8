package bactrian.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much memory reading takes, in a Java of its own with little of it. */
final class MemoryTest {
  private static final int OBJECTS = 100_000;

  @TempDir private Path folder;

  @Test
  void aHundredThousandLargeObjectsWithGrantsAreReadInFortyEightMebibytes() throws Exception {
    String grant = "REVOKE ALL ON LARGE OBJECT x FROM postgres;\n".repeat(4);
    ArchiveWriter archive = new ArchiveWriter(14).head(2 * OBJECTS + 1);
    for (int i = 1; i <= OBJECTS; i++) {
      archive.largeObject(i, 16_384 + i);
      String name = "LARGE OBJECT " + (16_384 + i);
      archive.entry(OBJECTS + i, 0, name, 1, "ACL", grant, null, null, null, i);
    }
    archive.largeObjects(2 * OBJECTS + 1, "BLOBS").blockOfObjects(2 * OBJECTS + 1);
    for (int i = 1; i <= OBJECTS; i++) {
      archive.object(16_384 + i, "content");
    }
    byte[] bytes = archive.number(0).bytes();

    assertThat(readWith("-Xmx48m", out -> out.write(bytes)))
        .isEqualTo(2 * OBJECTS + 1 + " 0 " + OBJECTS);
  }

  @Test
  void aRowOfHalfAGibibyteIsReadInEightMebibytes() throws Exception {
    byte[] head = new ArchiveWriter(14).head(1).tableData(1, "s", "t", 2).raw(1).number(1).bytes();
    byte[] end = new ArchiveWriter(14).chunks("\n", "\\.\n\n\n").bytes();
    byte[] piece = "0123456789abcdef".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);

    assertThat(
            readWith(
                "-Xmx8m",
                out -> {
                  out.write(head);
                  out.write(new ArchiveWriter(14).number(piece.length * 512).bytes());
                  for (int i = 0; i < 512; i++) {
                    out.write(piece);
                  }
                  out.write(end);
                }))
        .isEqualTo("1 1 0");
  }

  private interface Writing {
    void to(OutputStream out) throws IOException;
  }

  private String readWith(String memory, Writing writing) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                memory,
                "-XX:+UseSerialGC",
                "-cp",
                classes(ArchiveReader.class) + ":" + classes(ReadStandardInput.class),
                ReadStandardInput.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try (OutputStream out = process.getOutputStream()) {
      writing.to(out);
    } catch (IOException e) {
      throw new AssertionError(Files.readString(output), e);
    }
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output).strip();
  }

  private static Path classes(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
