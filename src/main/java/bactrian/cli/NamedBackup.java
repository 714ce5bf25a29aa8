package bactrian.cli;

import bactrian.failure.RunFailure;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The one backup that a command is about. */
final class NamedBackup {
  @Option(names = "-i", paramLabel = "NAME", description = "The backup, as in the old feature.")
  private String input;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The backup: its name, the name of one of its files, or 'latest'.")
  private String name;

  /**
   * The name that was given.
   *
   * @param verb what is to be done with the backup, such as {@code show}
   * @throws RunFailure with exit status 2 when none was given, or two
   */
  String require(String verb) {
    if ((name == null) == (input == null)) {
      throw RunFailure.usage(
          "Name one backup to " + verb + ", such as 'latest': ak listbackups shows what there is");
    }
    return name == null ? input : name;
  }
}
