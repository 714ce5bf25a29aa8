package bactrian;

import bactrian.cli.AkCommand;
import bactrian.cli.ProgressBars;
import bactrian.cli.Session;
import bactrian.stream.Progress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** The program's entry. */
public final class Ak {
  private Ak() {}

  /** Runs one command and ends with its exit status. */
  public static void main(String[] arguments) {
    System.setProperty("jdk.console", "java.base"); // else JDK 22 has a console without a terminal
    logTo(List.of(arguments).contains("--verbose") || List.of(arguments).contains("-v"));
    Session session =
        new Session(
            System.getenv(),
            Path.of("/etc/authentik"),
            Path.of("").toAbsolutePath(),
            Path.of(System.getProperty("bactrian.directory", "/backups")),
            System.out,
            System.err,
            Clock.systemUTC(),
            Boolean.getBoolean("bactrian.terminal") ? new ProgressBars(System.err) : Progress.NONE);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(session), "shutdown"));
    int status = 1;
    try {
      status = AkCommand.commandLine(session).execute(arguments);
    } finally {
      session.end();
    }
    System.exit(status);
  }

  private static void stop(Session session) {
    try {
      session.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Before the first logger is made: it reads these once. A level given to the JVM wins. */
  private static void logTo(boolean verbose) {
    String level = "org.slf4j.simpleLogger.defaultLogLevel";
    System.setProperty(level, System.getProperty(level, verbose ? "info" : "warn"));
    if (!verbose) {
      // Who is stopped while somebody is being told something says so in a sentence of ours.
      for (String ending : List.of("DefaultShutdownStrategy", "DefaultInflightRepository")) {
        System.setProperty(
            "org.slf4j.simpleLogger.log.org.apache.camel.impl.engine." + ending, "error");
      }
    }
    System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
    System.setProperty("org.slf4j.simpleLogger.showLogName", verbose ? "true" : "false");
  }
}
