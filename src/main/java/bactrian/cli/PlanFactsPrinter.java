package bactrian.cli;

import bactrian.postgres.ClientSessions;
import bactrian.postgres.LiveDatabase;
import bactrian.postgres.ServerDisk;
import bactrian.restore.EarlierRestore;
import bactrian.restore.MissingRole;
import bactrian.restore.PlanFacts;
import bactrian.restore.RestorePlan;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Prints what the server told for a plan. */
final class PlanFactsPrinter {
  private PlanFactsPrinter() {}

  /** As lines below the plan's first one. */
  static void print(PrintStream to, RestorePlan plan) {
    PlanFacts facts = plan.facts();
    facts.live().ifPresent(live -> to.println("  the live database: " + live(live, facts)));
    to.println("  the disk of the server: " + disk(facts));
    plan.earlier().ifPresent(earlier -> to.println("  to take: " + time(earlier, facts)));
    if (endsSessions(plan)) {
      to.println("  to be ended: " + sessions(facts.live().get().sessions()));
    }
    for (MissingRole role : facts.missingRoles()) {
      to.println(
          "  missing role "
              + SqlName.of(role.name())
              + (role.statements().isEmpty()
                  ? ", which the backup's globals do not make"
                  : ", by the backup's globals:"));
      role.statements().forEach(statement -> to.println("    " + line(statement) + ";"));
    }
    if (!facts.missingExtensions().isEmpty()) {
      to.println(
          "  missing on the server: "
              + facts.missingExtensions().stream()
                  .map(name -> "extension " + SqlName.of(name))
                  .collect(Collectors.joining(", ")));
    }
  }

  /** A restore in place waits for the others instead. */
  private static boolean endsSessions(RestorePlan plan) {
    return !plan.request().inPlace() && !plan.request().beside() && plan.facts().live().isPresent();
  }

  private static String live(LiveDatabase live, PlanFacts facts) {
    OptionalLong bytes = live.bytes();
    return (bytes.isPresent() ? Words.size(bytes.getAsLong()) : "of unknown size")
        + facts.liveApplication().map(version -> ", application " + version).orElse("");
  }

  private static String disk(PlanFacts facts) {
    OptionalLong needed = facts.needed();
    return (needed.isPresent()
            ? "about " + Words.size(needed.getAsLong())
            : "room for the restored database")
        + ", and WAL; "
        + facts
            .disk()
            .map(disk -> Words.size(disk.free()) + " are free in " + disk.folder())
            .orElse("how much is free cannot be seen from here");
  }

  private static String time(EarlierRestore earlier, PlanFacts facts) {
    return "about %s, as the proof of %s restored %s in %s"
        .formatted(
            Words.duration(earlier.timeFor(facts.needed().orElseThrow())),
            earlier.backup(),
            Words.size(earlier.bytes()),
            Words.duration(earlier.time()));
  }

  private static String sessions(List<ClientSessions> sessions) {
    if (sessions.isEmpty()) {
      return "no connection";
    }
    return Words.count(sessions.stream().mapToInt(ClientSessions::count).sum(), "connection")
        + ": "
        + sessions.stream().map(PlanFactsPrinter::session).collect(Collectors.joining(", "));
  }

  private static String session(ClientSessions some) {
    return SqlName.of(some.user())
        + (some.clientOrNull() == null ? "" : "@" + some.clientOrNull())
        + (some.applicationOrNull() == null ? "" : " \"" + line(some.applicationOrNull()) + "\"")
        + (some.count() == 1 ? "" : " (" + Words.number(some.count()) + ")");
  }

  private static String line(String text) {
    return text.replaceAll("\\p{C}", "?");
  }

  /** As fields of the current object. */
  static void write(Json json, RestorePlan plan) {
    PlanFacts facts = plan.facts();
    json.field("target_server_version", plan.server().version());
    Optional<LiveDatabase> live = facts.live();
    json.number("live_bytes", live.map(LiveDatabase::bytes).orElse(OptionalLong.empty()));
    json.field("live_application_version", facts.liveApplication().orElse(null));
    json.number("needed_bytes", facts.needed());
    json.number(
        "free_bytes",
        facts.disk().map(disk -> OptionalLong.of(disk.free())).orElse(OptionalLong.empty()));
    json.field("disk", facts.disk().map(ServerDisk::folder).map(Object::toString).orElse(null));
    json.number(
        "expected_seconds",
        plan.earlier()
            .map(restore -> restore.timeFor(facts.needed().orElseThrow()).toSeconds())
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty()));
    json.list(
        "ended_connections",
        endsSessions(plan) ? live.orElseThrow().sessions() : List.of(),
        some -> {
          json.field("user", some.user());
          json.field("client", some.clientOrNull());
          json.field("application", some.applicationOrNull());
          json.field("count", some.count());
        });
    json.list(
        "missing_roles",
        facts.missingRoles(),
        role -> {
          json.field("name", role.name());
          json.texts("statements", role.statements());
        });
    json.texts("missing_extensions", facts.missingExtensions());
  }
}
