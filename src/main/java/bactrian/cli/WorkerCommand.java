package bactrian.cli;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.metrics.MetricsServer;
import bactrian.metrics.ServiceMetrics;
import bactrian.metrics.ServiceTally;
import bactrian.postgres.ServerPrograms;
import bactrian.postgres.WorkFolder;
import bactrian.schedule.Slots;
import bactrian.settings.Settings;
import bactrian.verify.ProofJournal;
import bactrian.verify.ServiceProofs;
import bactrian.wiring.Program;
import bactrian.wiring.Pulse;
import bactrian.wiring.PulseFile;
import bactrian.wiring.RouteSet;
import bactrian.wiring.Service;
import bactrian.wiring.Version;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ak worker}. */
@Command(
    name = "worker",
    description =
        "Runs as a service: backs up by the schedule, prunes, and proves, until it is stopped.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "What it does is written to standard error; with --json each backup is also",
      "written to standard output. Slots that it missed are made up by one backup.",
      "",
      "Examples:",
      "  ak worker",
      "  AUTHENTIK_POSTGRESQL__BACKUP__SCHEDULE='0 0 2 * * ?' ak worker"
    })
final class WorkerCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;

  WorkerCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = session.settings(options);
    WorkerPrinter printer = new WorkerPrinter(session, options);
    Slots slots = slots(settings.postgresql().backup());
    Optional<Slots> proofs = proofSlots(settings.postgresql().backup());
    if (settings.postgresql().backup().enabled()) {
      ServiceTally tally = new ServiceTally(printer, printer);
      Service service =
          new Service(slots, tally, proofs(settings.postgresql().backup(), tally), session.clock());
      serve(settings, service, tally, printer, proofs.isPresent());
    } else {
      printer.say(
          "The schedule is off: postgresql.backup.enabled is false"
              + (settings.postgresql().backup().metrics().isPresent()
                  ? ", so there are no metrics either"
                  : ""));
      RouteSet routes = RouteSet.managed("backup", "list", "retention");
      try (Program program = session.start(settings, routes, "worker");
          Pulse pulse = program.pulse(file(settings), session.clock())) {
        session.awaitStop();
      }
    }
    return ExitCode.DONE.status();
  }

  private void serve(
      Settings settings, Service service, ServiceTally tally, WorkerPrinter printer, boolean proves)
      throws InterruptedException {
    RouteSet routes =
        proves
            ? RouteSet.managed(
                "schedule", "verify-schedule", "backup", "list", "retention", "verify", "restore")
            : RouteSet.managed("schedule", "backup", "list", "retention");
    try (MetricsServer metrics = metrics(settings.postgresql().backup(), service, tally);
        Program program = session.start(settings, routes, "worker", service, printer::alarm);
        Pulse pulse = program.pulse(file(settings), session.clock())) {
      service.schedule().tellNext();
      program.request("direct:ready", null, Object.class);
      session.awaitStop();
    }
  }

  private static MetricsServer metrics(
      Settings.Backup settings, Service service, ServiceTally tally) {
    return settings
        .metrics()
        .map(
            where ->
                MetricsServer.open(
                    where,
                    new ServiceMetrics(
                        Version.text(), tally, service.schedule(), settings.stores())))
        .orElseGet(MetricsServer::none);
  }

  private ServiceProofs proofs(Settings.Backup settings, ProofJournal journal) {
    return new ServiceProofs(settings.verify().level(), () -> noRestore(settings), journal);
  }

  /** Why this machine cannot restore for a proof, and what to do about it. */
  private Optional<String> noRestore(Settings.Backup settings) {
    if (!settings.age().recipients().isEmpty() && settings.age().identity().isEmpty()) {
      return Optional.of(
          "backups are sealed, and this machine has no key: set postgresql.backup.age_identity to the"
              + " file with a secret key");
    }
    return settings.verify().host().isPresent()
            || ServerPrograms.atLeast(0, session.path()).isPresent()
        ? Optional.empty()
        : Optional.of(
            "this machine has no PostgreSQL server programs: install them (on Debian the package"
                + " postgresql), name a server in postgresql.backup.verify.host");
  }

  private static Optional<Slots> proofSlots(Settings.Backup settings) {
    return settings
        .verify()
        .schedule()
        .map(
            schedule ->
                Slots.of(
                    "postgresql.backup.verify_schedule", schedule, settings.timezone().getId()));
  }

  private static PulseFile file(Settings settings) {
    return PulseFile.of(settings, WorkFolder.usualParent());
  }

  private Slots slots(Settings.Backup settings) {
    Slots slots = Slots.of(settings.schedule(), settings.timezone().getId());
    if (slots.nextAfter(session.clock().instant()).isEmpty()) {
      throw RunFailure.usage(
          "The setting postgresql.backup.schedule is \"%s\", which is never due again: give one that is, such as \"0 0 0 * * ?\" for every day at 00:00."
              .formatted(settings.schedule()));
    }
    return slots;
  }
}
