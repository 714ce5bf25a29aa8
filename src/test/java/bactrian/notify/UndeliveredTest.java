package bactrian.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why somebody was not told, in words that show no part of an address that may be secret. */
class UndeliveredTest {
  @ParameterizedTest
  @CsvSource({
    "https://hooks.example.org/services/T0KEN, no answer from /services/T0KEN",
    "https://hooks.example.org/a?sig=T0%2FKEN, bad signature T0/KEN",
    "smtp://mail.example.org?username=me&password=RAW{T0KEN}, 535 T0KEN is wrong",
    "smtp://T0KEN@mail.example.org:25, T0KEN is nobody here"
  })
  void aMessageThatQuotesTheAddressIsNotShown(String uri, String message) {
    assertThat(Undelivered.because(new IllegalStateException(new IOException(message)), uri))
        .isEqualTo("IOException");
  }

  @Test
  void theServersNameIsNoSecret() {
    assertThat(
            Undelivered.because(
                new UnknownHostException("hooks.example.org: Name or service not known"),
                "https://hooks.example.org/services/T0KEN"))
        .isEqualTo("hooks.example.org: Name or service not known (UnknownHostException)");
  }

  @Test
  void aFolderIsNoSecret() {
    assertThat(Undelivered.because(new NoSuchFileException("/proc/nope"), "file:/proc/nope"))
        .isEqualTo("/proc/nope (NoSuchFileException)");
  }

  @Test
  void aMessageOfSeveralLinesBecomesOne() {
    assertThat(Undelivered.because(new IOException("one\ntwo"), "https://a.example/b"))
        .isEqualTo("one two (IOException)");
  }
}
