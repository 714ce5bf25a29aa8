package bactrian.cli;

import bactrian.backup.HoldOutcome;
import bactrian.failure.ExitCode;
import bactrian.settings.Settings;
import bactrian.wiring.Program;
import bactrian.wiring.RouteSet;

/**
 * What {@code ak hold} and {@code ak release} have in common: they ask, and say what came of it.
 */
final class Holds {
  private final Session session;
  private final CommonOptions options;

  Holds(Session session, CommonOptions options) {
    this.session = session;
    this.options = options;
  }

  /**
   * Asks for a hold or its end.
   *
   * @param verb {@code hold} or {@code release}: the command and its route
   * @return the exit status
   */
  int ask(String verb, String name) {
    Settings settings = session.settings(options);
    try (Program program = session.start(settings, RouteSet.of("hold", "list"), verb)) {
      HoldOutcome outcome = program.request("direct:" + verb, name, HoldOutcome.class);
      print(outcome, verb.equals("hold") ? "held" : "released");
      return (outcome.whole() ? ExitCode.DONE : ExitCode.FAILED).status();
    }
  }

  private void print(HoldOutcome outcome, String done) {
    for (HoldOutcome.InStore store : outcome.stores()) {
      store
          .failure()
          .ifPresent(
              reason ->
                  session
                      .err()
                      .println(
                          "ak: %s is not %s in %s: %s"
                              .formatted(outcome.name(), done, store.store(), reason)));
    }
    if (options.json()) {
      Json.print(session.out(), json -> write(json, outcome, done));
    } else {
      session.out().println(outcome.name());
      if (outcome.whole() && !options.quiet()) {
        session.err().println(outcome.name() + " is " + done);
      }
    }
  }

  private static void write(Json json, HoldOutcome outcome, String done) {
    json.field("name", outcome.name().toString());
    json.list(
        "stores",
        outcome.stores(),
        store -> {
          json.field("store", store.store());
          json.field(done, store.failure().isEmpty());
          json.field("failure", store.failure().orElse(null));
        });
  }
}
