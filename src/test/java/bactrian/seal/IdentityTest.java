package bactrian.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {
  private static final AgeKeys ONE = AgeKeys.made();
  private static final AgeKeys TWO = AgeKeys.made();

  @TempDir Path folder;

  @Test
  void commentsEmptyLinesAndOtherLineEndsAreRead() throws IOException {
    assertThat(of("# one\r\n" + ONE.secret() + "\r\n\r\n" + TWO.secret()).keys()).hasSize(2);
  }

  @Test
  void keysOfOtherKindsAreLeftOut() throws IOException {
    assertThat(of("AGE-PLUGIN-YUBIKEY-1QQQ\n" + ONE.secret() + "\n").keys()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', it holds no secret key",
    "'# only this', it holds no secret key",
    "'# a\nssh-ed25519 canary7', line 2 does not begin with AGE-SECRET-KEY-1",
    "age-encryption.org/v1, encrypted itself",
    "-----BEGIN AGE ENCRYPTED FILE-----, encrypted itself",
    "'# a\nAGE-SECRET-KEY-1CANARY7', the secret key in line 2 is mistyped",
  })
  void aFileWithoutAUsableKeyIsRefusedWithoutSayingWhatIsInIt(String text, String why)
      throws IOException {
    Identity identity = of(text.replace("\\n", "\n"));

    assertThatThrownBy(identity::keys)
        .isInstanceOf(RunFailure.class)
        .hasMessageStartingWith("postgresql.backup.age_identity names " + folder)
        .hasMessageContaining(why)
        .hasNoCause()
        .matches(thrown -> ((RunFailure) thrown).exitCode() == ExitCode.USAGE)
        .matches(
            thrown -> !thrown.getMessage().toLowerCase(java.util.Locale.ROOT).contains("canary"));
  }

  @Test
  void aKeyWithOneOtherLetterIsMistyped() throws IOException {
    String secret = ONE.secret();
    char other = secret.endsWith("Q") ? 'P' : 'Q';
    String mistyped = secret.substring(0, secret.length() - 1) + other;
    Identity identity = of(mistyped);

    assertThatThrownBy(identity::keys)
        .hasMessageContaining("line 1 is mistyped")
        .matches(thrown -> !thrown.getMessage().contains(mistyped));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Identity identity = new Identity(Optional.of(folder.resolve("nowhere")));

    assertThatThrownBy(identity::keys)
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining(folder.resolve("nowhere") + ", which cannot be read");
  }

  private Identity of(String text) throws IOException {
    return new Identity(Optional.of(Files.writeString(folder.resolve("key"), text)));
  }
}
