package bactrian.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.StreamFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a legacy file is, by its first bytes. */
final class LegacyContentTest {
  private static final byte[] SCRIPT =
      "--\n-- PostgreSQL database dump\n--\n\nSELECT 1;\n".getBytes(UTF_8);
  private static final byte[] ARCHIVE = "PGDMP\001\016\000".getBytes(UTF_8);

  @Test
  void aScriptIsToldAndReadFromItsFirstByte() throws IOException {
    LegacyContent content = open(SCRIPT);
    assertThat(content.kind()).isEqualTo(LegacyContent.Kind.PLAIN_SQL);
    assertThat(content.stream().readAllBytes()).isEqualTo(SCRIPT);
  }

  @Test
  void anArchiveIsToldAndReadFromItsFirstByte() throws IOException {
    LegacyContent content = open(ARCHIVE);
    assertThat(content.kind()).isEqualTo(LegacyContent.Kind.CUSTOM_ARCHIVE);
    assertThat(content.stream().readAllBytes()).isEqualTo(ARCHIVE);
  }

  @Test
  void gzipIsOpenedAlsoWhenItHasTwoMembers() throws IOException {
    byte[] half = zipped(Arrays.copyOf(SCRIPT, 40));
    byte[] rest = zipped(Arrays.copyOfRange(SCRIPT, 40, SCRIPT.length));
    byte[] both = Arrays.copyOf(half, half.length + rest.length);
    System.arraycopy(rest, 0, both, half.length, rest.length);

    assertThat(open(zipped(ARCHIVE)).kind()).isEqualTo(LegacyContent.Kind.CUSTOM_ARCHIVE);
    assertThat(open(both).stream().readAllBytes()).isEqualTo(SCRIPT);
  }

  @Test
  void gzipInsideOfGzipIsRefused() {
    assertThatThrownBy(() -> open(zipped(zipped(SCRIPT))))
        .isInstanceOf(StreamFailure.class)
        .hasMessageContaining("The gzip file's content is neither");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PG", "PGDM", "<html>", "--\n-- PostgreSQL database cluster dump\n"})
  void anythingElseIsRefused(String start) {
    assertThatThrownBy(() -> open(start.getBytes(UTF_8)))
        .isInstanceOf(StreamFailure.class)
        .hasMessageContaining("neither a script nor a custom-format archive");
  }

  @Test
  void aGzipFileThatIsCutOffIsToldAtItsEnd() throws IOException {
    byte[] zip = zipped(SCRIPT);
    for (int length = 2; length < zip.length; length++) {
      byte[] cut = Arrays.copyOf(zip, length);
      assertThatThrownBy(() -> open(cut).stream().readAllBytes())
          .as("cut at " + length)
          .isInstanceOf(StreamFailure.class);
    }
  }

  private static LegacyContent open(byte[] bytes) throws IOException {
    return LegacyContent.open(new ByteArrayInputStream(bytes));
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zip)) {
      out.write(bytes);
    }
    return zip.toByteArray();
  }
}
