package bactrian.verify;

import bactrian.catalog.Proof;
import bactrian.failure.ExitCode;
import bactrian.failure.Failure;
import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Why a backup was not restored, and whether that says anything about it. In doubt it does not: the
 * copy has just been found right, byte by byte.
 *
 * @param sentence for the operator
 * @param ofBackup whether it is the backup's fault
 */
record TrialFailure(String sentence, boolean ofBackup) {
  /** What pg_restore and the server say when the machine or the installation lacks something. */
  private static final List<String> OF_THE_SERVER =
      List.of(
          "No space left on device",
          "out of memory",
          "out of shared memory",
          "could not extend file",
          "could not access file",
          "could not load library",
          "could not open extension control file",
          "is not available",
          "shared_preload_libraries",
          "server closed the connection",
          "terminating connection",
          "could not connect",
          "connection to server",
          "permission denied",
          "was killed by signal",
          "was ended before it was done",
          "moved no bytes",
          "could not be started");

  private static final String OTHER_BYTES = "are not what was written there";

  /**
   * Judges what was thrown.
   *
   * @param sameMajor whether the server is of the backup's own major version
   * @throws Exception what was thrown, when somebody used the program wrongly
   */
  static TrialFailure of(Exception thrown, boolean sameMajor) throws Exception {
    Optional<NotProven> missing = NotProven.firstIn(thrown);
    if (missing.isPresent()) {
      return new TrialFailure(missing.get().getMessage(), false);
    }
    Failure failure = Failure.firstIn(thrown).orElse(null);
    if (failure == null) {
      return new TrialFailure(
          thrown instanceof IOException ? String.valueOf(thrown.getMessage()) : thrown.toString(),
          false);
    }
    if (failure.exitCode() == ExitCode.USAGE) {
      throw thrown;
    }
    return new TrialFailure(failure.sentence(), isOfBackup(failure, thrown, sameMajor));
  }

  private static boolean isOfBackup(Failure failure, Throwable thrown, boolean sameMajor) {
    String sentence = failure.sentence();
    if (failure.exitCode() != ExitCode.FAILED || hasSqlException(thrown)) {
      return false;
    }
    if (sentence.contains(OTHER_BYTES)) {
      return true;
    }
    if (failure instanceof StreamFailure) {
      return sameMajor
          && sentence.startsWith("pg_restore ")
          && OF_THE_SERVER.stream().noneMatch(sentence::contains);
    }
    return true;
  }

  /** The server did not carry out what we asked it ourselves. */
  private static boolean hasSqlException(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 50; depth++) {
      if (cause instanceof SQLException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  UnaryOperator<CopyVerdict> verdict(Proof.Level level) {
    return ofBackup
        ? Verdicts.failed(level, List.of(sentence))
        : Verdicts.notProven(level, sentence);
  }
}
