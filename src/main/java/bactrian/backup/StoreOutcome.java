package bactrian.backup;

import bactrian.failure.ExitCode;
import bactrian.failure.Failure;
import bactrian.store.Stored;
import java.util.Optional;

/**
 * What became of one file in one store.
 *
 * @param store the store's name
 * @param stored what it holds now and was read back, unless it failed
 * @param failure why not, unless it succeeded
 */
public record StoreOutcome(String store, Optional<Stored> stored, Optional<Reason> failure) {
  /**
   * Why a store failed.
   *
   * @param exitCode what the run would end with, had it no other store
   * @param sentence for the operator
   * @param thrown for the log
   */
  public record Reason(ExitCode exitCode, String sentence, Throwable thrown) {}

  /** The store holds the file. */
  public static StoreOutcome stored(String store, Stored stored) {
    return new StoreOutcome(store, Optional.of(stored), Optional.empty());
  }

  /** The store failed. */
  public static StoreOutcome failed(String store, Throwable thrown) {
    Reason reason =
        Failure.firstIn(thrown)
            .map(failure -> new Reason(failure.exitCode(), failure.sentence(), thrown))
            .orElseGet(() -> new Reason(ExitCode.FAILED, rootMessage(thrown), thrown));
    return new StoreOutcome(store, Optional.empty(), Optional.of(reason));
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    for (int depth = 0; root.getCause() != null && depth < 50; depth++) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
