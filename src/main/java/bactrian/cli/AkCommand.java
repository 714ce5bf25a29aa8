package bactrian.cli;

import bactrian.failure.ExitCode;
import bactrian.failure.Failure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line {@code ak}. */
@Command(
    name = "ak",
    description = "Scheduled PostgreSQL backups that restore.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong use or settings",
      "3:not found",
      "4:refused for safety",
      "5:somebody else is doing it",
      "130, 143:stopped by a signal"
    },
    footer = {
      "",
      "Examples:",
      "  ak backup                 one backup now",
      "  ak listbackups            what there is",
      "  ak show latest            what is in it",
      "  ak demo                   see it work, on a server that is thrown away",
      "  ak COMMAND --help         more about a command",
      "  ak generate-completion >FILE && . FILE",
      "                            lets bash and zsh complete commands and options"
    })
public final class AkCommand implements Runnable {
  private static final int LONGEST = 300;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private AkCommand() {}

  /** The command line with all its commands. */
  public static CommandLine commandLine(Session session) {
    CommandLine line = new CommandLine(new AkCommand());
    for (Object command :
        List.of(
            new BackupCommand(session),
            new ListCommand(session),
            new ShowCommand(session),
            new RestoreCommand(session),
            new RollbackCommand(session),
            new VerifyCommand(session),
            new PruneCommand(session),
            new HoldCommand(session),
            new ReleaseCommand(session),
            new WorkerCommand(session),
            new HealthcheckCommand(session),
            new DemoCommand(session),
            new AutoComplete.GenerateCompletion())) {
      line.addSubcommand(command);
    }
    line.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .forEach(command -> command.versionProvider(new VersionText()));
    line.setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler((exception, arguments) -> misused(session, exception));
    line.setExecutionExceptionHandler(
        (exception, failed, parsed) -> failed(session, exception, parsed));
    return line;
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Name a command");
  }

  private static int misused(Session session, CommandLine.ParameterException exception) {
    session.err().println("ak: " + exception.getMessage());
    session
        .err()
        .println(
            "Try '"
                + exception.getCommandLine().getCommandSpec().qualifiedName()
                + " --help' for more information.");
    return ExitCode.USAGE.status();
  }

  private static int failed(Session session, Exception exception, CommandLine.ParseResult parsed) {
    CommandLine.ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    Failure failure = Failure.firstIn(exception).orElse(null);
    String sentence =
        failure != null
            ? failure.sentence()
            : "Something unforeseen went wrong ("
                + shortened(exception.toString())
                + "): run it again with --verbose and report it";
    session.err().println("ak: " + (session.stopping() ? "Stopped by a signal: " : "") + sentence);
    if (innermost.hasMatchedOption("--verbose")) {
      exception.printStackTrace(session.err());
    }
    return (failure == null ? ExitCode.FAILED : failure.exitCode()).status();
  }

  /** Of a text that may show whole records, the part that tells what it is about. */
  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
