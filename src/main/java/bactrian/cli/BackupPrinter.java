package bactrian.cli;

import bactrian.backup.BackupOutcome;
import bactrian.backup.StoreOutcome;
import bactrian.catalog.Manifest;
import java.time.Duration;
import java.util.function.Consumer;

/** Prints what a backup came to: its name on stdout, all else on stderr. */
final class BackupPrinter {
  private final Session session;
  private final CommonOptions options;

  BackupPrinter(Session session, CommonOptions options) {
    this.session = session;
    this.options = options;
  }

  void print(BackupOutcome outcome) {
    if (options.json()) {
      Json.print(session.out(), json -> write(json, outcome));
    } else {
      session.out().println(outcome.name());
    }
    boolean silent = options.json() || options.quiet();
    tell(
        outcome,
        line -> {
          if (!silent) {
            session.err().println(line);
          }
        },
        line -> session.err().println("ak: " + line));
  }

  /** Tells the service's operator, with the name among the rest. */
  void printOfService(BackupOutcome outcome, Consumer<String> say, Consumer<String> alarm) {
    if (options.json()) {
      Json.print(session.out(), json -> write(json, outcome));
    }
    say.accept("Made " + outcome.name());
    tell(outcome, say, alarm);
  }

  private static void tell(BackupOutcome outcome, Consumer<String> say, Consumer<String> alarm) {
    for (StoreOutcome store : outcome.stores()) {
      store
          .failure()
          .ifPresent(
              reason ->
                  alarm.accept("The store " + store.store() + " failed: " + reason.sentence()));
    }
    outcome.manifest().ifPresent(manifest -> say.accept(told(manifest)));
    outcome
        .pruned()
        .forEach(gone -> (gone.failed() ? alarm : say).accept(PrunePrinter.told(gone, false)));
  }

  private static String told(Manifest manifest) {
    return "Backed up %s: %s, %s, %s from %s in %s%s"
        .formatted(
            manifest.database(),
            Words.count(manifest.totals().tables(), "table"),
            Words.count(manifest.totals().rows(), "row"),
            Words.size(manifest.storedSize()),
            Words.size(manifest.rawSize()),
            Words.duration(Duration.between(manifest.started(), manifest.finished())),
            manifest.recipients().isEmpty() ? "" : ", sealed");
  }

  private static void write(Json json, BackupOutcome outcome) {
    json.field("name", outcome.name().toString());
    json.field("slot_held", outcome.slotHeld());
    outcome.manifest().ifPresent(manifest -> json.manifest(manifest));
    json.list(
        "stores",
        outcome.stores(),
        store -> {
          json.field("store", store.store());
          json.field("stored", store.stored().isPresent());
          json.field("failure", store.failure().map(StoreOutcome.Reason::sentence).orElse(null));
        });
    json.list("pruned", outcome.pruned(), gone -> PrunePrinter.write(json, gone, false));
  }
}
