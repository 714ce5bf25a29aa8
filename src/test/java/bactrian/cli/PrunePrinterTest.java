package bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.backup.Pruned;
import bactrian.catalog.BackupName;
import bactrian.failure.ExitCode;
import bactrian.retention.Decision;
import bactrian.stream.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrunePrinterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static final BackupName NAME =
      BackupName.parse("default-2026-11-21-000000.psql").orElseThrow();

  @Test
  void failsAndSaysSoWhenARemovalFailed() {
    assertThat(print(pruned("permission denied", false))).isEqualTo(ExitCode.FAILED);

    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "ak: default-2026-11-21-000000.psql in s3 could not be removed (permission denied); the next run tries again"
                + System.lineSeparator());
  }

  @Test
  void whatTheStoreItselfRetainsIsNoFailure() {
    assertThat(print(pruned("the bucket is locked", true))).isEqualTo(ExitCode.DONE);

    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "default-2026-11-21-000000.psql in s3 retained: the bucket is locked"
                + System.lineSeparator());
  }

  private static Pruned pruned(String failure, boolean retained) {
    return new Pruned(
        "s3",
        new Decision(NAME, false, "removed: no rule keeps it"),
        List.of(),
        Optional.of(failure),
        retained);
  }

  private ExitCode print(Pruned pruned) {
    Session session =
        new Session(
            Map.of(),
            Path.of("etc"),
            Path.of(""),
            Path.of("backups"),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Clock.systemUTC(),
            Progress.NONE);
    return new PrunePrinter(session, new CommonOptions()).print(List.of(pruned), false);
  }
}
