package bactrian.cli;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.postgres.WorkFolder;
import bactrian.settings.Settings;
import bactrian.wiring.Pulse;
import bactrian.wiring.PulseFile;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ak healthcheck}. */
@Command(
    name = "healthcheck",
    description = {
      "Says whether the worker on this machine is well: it lives, and no backup is overdue.",
      "For a container's health check and for probes; exit status 1 when it is not."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ak healthcheck",
      "  ak healthcheck --alive    whether a restart of the worker would help"
    })
final class HealthcheckCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;

  @Option(
      names = "--alive",
      description = "Whether it lives only: an overdue backup is no failure then.")
  private boolean aliveOnly;

  HealthcheckCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Settings settings = session.settings(options);
    Optional<PulseFile.Beat> beat = PulseFile.of(settings, WorkFolder.usualParent()).read();
    boolean alive =
        beat.filter(last -> last.at().isAfter(session.clock().instant().minus(Pulse.PATIENCE)))
            .isPresent();
    boolean well = alive && (aliveOnly || beat.get().troubles().isEmpty());
    if (options.json()) {
      print(beat, alive);
    } else if (well) {
      session.out().println("The worker is " + (aliveOnly ? "alive" : "well"));
    } else {
      throw RunFailure.failed(sentence(settings, beat, alive));
    }
    return (well ? ExitCode.DONE : ExitCode.FAILED).status();
  }

  private static String sentence(Settings settings, Optional<PulseFile.Beat> beat, boolean alive) {
    if (beat.isEmpty()) {
      return "No worker of this user serves the database %s on %s here: start 'ak worker'"
          .formatted(settings.postgresql().name(), settings.postgresql().host());
    }
    if (!alive) {
      return "The worker was last heard of at %s: restart it".formatted(beat.get().at());
    }
    return String.join("; ", beat.get().troubles());
  }

  private void print(Optional<PulseFile.Beat> beat, boolean alive) {
    Json.print(
        session.out(),
        json -> {
          json.field("alive", alive);
          json.field("heard_of", beat.map(last -> last.at().toString()).orElse(null));
          json.list(
              "troubles",
              beat.map(PulseFile.Beat::troubles).orElse(java.util.List.of()),
              trouble -> json.field("message", trouble));
        });
  }
}
