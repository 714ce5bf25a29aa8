package bactrian.cli;

import bactrian.catalog.Proof;
import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.settings.Settings;
import bactrian.verify.VerifyOutcome;
import bactrian.verify.VerifyRequest;
import bactrian.wiring.Program;
import bactrian.wiring.RouteSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ak verify}. */
@Command(
    name = "verify",
    description = {
      "Proves that a backup is what was backed up: reads every byte of every copy again, and",
      "restores it into a server of its own. The result is stored beside each copy. The",
      "database itself is not touched."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ak verify                 the newest backup without a proof, else the longest unproven",
      "  ak verify latest --level checksum",
      "  ak verify --all --store s3"
    })
final class VerifyCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private CommonOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description =
          "The backup's name, the name of one of its files, or latest; without one the backup"
              + " whose turn it is.")
  private String name;

  @Option(names = "--all", description = "Prove all backups, the newest first.")
  private boolean all;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      completionCandidates = LevelWords.class,
      description =
          "How far to go: ${COMPLETION-CANDIDATES}; without it what the settings say, by default"
              + " restore.")
  private String level;

  @Option(
      names = "--store",
      paramLabel = "STORE",
      description = "Prove the copy in this store only; may be given more than once.")
  private List<String> stores = new ArrayList<>();

  VerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (all && name != null) {
      throw RunFailure.usage("Give a name or --all, not both");
    }
    Optional<Proof.Level> asked = Optional.ofNullable(level).map(VerifyCommand::level);
    Settings settings = session.settings(options);
    RouteSet routes = RouteSet.of("verify", "list", "restore");
    try (Program program = session.start(settings, routes, "verify", options)) {
      VerifyRequest request = new VerifyRequest(Optional.ofNullable(name), all, asked, stores);
      List<VerifyOutcome> outcomes = new ArrayList<>();
      for (Object outcome : program.request("direct:verify", request, List.class)) {
        outcomes.add((VerifyOutcome) outcome);
      }
      new VerifyPrinter(session, options).print(outcomes);
      boolean whole = outcomes.stream().allMatch(VerifyOutcome::whole);
      return (whole ? ExitCode.DONE : ExitCode.FAILED).status();
    }
  }

  private static Proof.Level level(String word) {
    return Proof.Level.of(word)
        .orElseThrow(
            () ->
                RunFailure.usage(
                    "There is no level " + word + ": give one of " + Proof.Level.words()));
  }

  /** What can be given for a level. */
  static final class LevelWords implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of(Proof.Level.words().split(", ", -1)).iterator();
    }
  }
}
