package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassFileTest {
  @TempDir Path parent;

  @Test
  void holdsTheEscapedPasswordForItsOwnerOnly() throws IOException {
    try (WorkFolder work = WorkFolder.create(parent)) {
      Path file = PassFile.write(work, "pass", new Secret("a:b\\c\rd ü#"));

      assertThat(file).hasContent("*:*:*:*:a\\:b\\\\c\rd ü#\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zq\n", "zq\nb", "zq\r", "zq\0b"})
  void refusesAPasswordThatNoPassFileCanHold(String password) throws IOException {
    try (WorkFolder work = WorkFolder.create(parent)) {
      assertThatExceptionOfType(RunFailure.class)
          .isThrownBy(() -> PassFile.write(work, "pass", new Secret(password)))
          .withMessageContaining("postgresql.password")
          .withMessageNotContaining("zq")
          .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE));
    }
  }
}
