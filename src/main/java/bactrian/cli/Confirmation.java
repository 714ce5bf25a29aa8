package bactrian.cli;

import bactrian.failure.RunFailure;
import java.io.Console;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Asks before something that cannot be taken back at once; never without a terminal. */
final class Confirmation {
  @Option(
      names = {"--yes", "--noinput"},
      description = "Do not ask.")
  private boolean yes;

  /**
   * Returns when the operator agrees.
   *
   * @param question what is about to happen, as a question
   * @throws RunFailure with exit status 4 when nobody can be asked, or the answer is no
   */
  @SuppressWarnings("SystemConsoleNull") // Ak asks for the console that is null without a terminal
  void require(String question) {
    if (yes) {
      return;
    }
    Console console = System.console();
    if (console == null) {
      throw RunFailure.refused(
          "There is no terminal to ask on: give --yes to go on without a question");
    }
    String answer = console.readLine("%s [y/N] ", question);
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw RunFailure.refused("Nothing was done: the question was not answered with yes");
    }
  }
}
