package bactrian.backup;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.store.Copy;
import bactrian.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Turns what happened to each copy into outcomes. */
public final class StoreOutcomes {
  /** The outcome of a copy that the store took and read back. */
  public StoreOutcome stored(@Body Stored stored, @Variable("copy") Copy copy) {
    return StoreOutcome.stored(copy.store(), stored);
  }

  /** The outcome of a copy that failed. */
  public StoreOutcome failed(@Variable("copy") Copy copy, Exchange exchange) {
    return StoreOutcome.failed(
        copy.store(), exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
  }

  /**
   * The stores that go on.
   *
   * @throws RunFailure when none does; the dump's own failure, when that is why
   */
  public List<StoreOutcome> requireOne(@Body List<StoreOutcome> outcomes) {
    if (outcomes.stream().anyMatch(outcome -> outcome.stored().isPresent())) {
      return outcomes;
    }
    List<StoreOutcome.Reason> reasons =
        outcomes.stream().map(StoreOutcome::failure).flatMap(Optional::stream).toList();
    String sentences =
        reasons.stream()
            .map(StoreOutcome.Reason::sentence)
            .distinct()
            .collect(Collectors.joining("; "));
    boolean taken = reasons.stream().allMatch(reason -> reason.exitCode() == ExitCode.BUSY);
    Throwable first = reasons.get(0).thrown();
    if (taken) {
      throw RunFailure.busy(sentences);
    }
    throw RunFailure.failed("No backup was made: " + sentences, first);
  }
}
