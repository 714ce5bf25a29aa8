package bactrian.cli;

import bactrian.settings.LoadedSettings;
import bactrian.settings.Settings;
import bactrian.settings.SettingsLoader;
import bactrian.stream.Progress;
import bactrian.wiring.Beans;
import bactrian.wiring.Program;
import bactrian.wiring.RouteSet;
import bactrian.wiring.Service;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What a command works with: the world outside, and the program that it starts. */
public final class Session {
  private static final long STOP_SECONDS = 8;
  private final Map<String, String> environment;
  private final Path settingsFolder;
  private final Path workingFolder;
  private final Path backupFolder;
  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;
  private final Progress progress;
  private final AtomicReference<Program> running = new AtomicReference<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicReference<Runnable> beside = new AtomicReference<>();
  private volatile boolean stopping;

  /**
   * @param settingsFolder where the settings of the machine lie
   * @param workingFolder where relative paths start
   * @param backupFolder the local store's folder when the settings name none
   * @param progress watches what takes its time in a command
   */
  public Session(
      Map<String, String> environment,
      Path settingsFolder,
      Path workingFolder,
      Path backupFolder,
      PrintStream out,
      PrintStream err,
      Clock clock,
      Progress progress) {
    this.environment = Map.copyOf(environment);
    this.settingsFolder = settingsFolder;
    this.workingFolder = workingFolder;
    this.backupFolder = backupFolder;
    this.out = out;
    this.err = err;
    this.clock = clock;
    this.progress = progress;
  }

  /** Loads the settings, and warns of what was probably meant to be one. */
  Settings settings(CommonOptions options) {
    LoadedSettings loaded =
        new SettingsLoader(environment, settingsFolder, workingFolder, backupFolder)
            .load(options.config());
    if (!options.quiet()) {
      loaded.warnings().forEach(warning -> err.println("ak: " + warning));
    }
    return loaded.settings();
  }

  /** Starts the routes that a command needs. The command closes what it gets. */
  Program start(Settings settings, RouteSet routes, String command) {
    return start(settings, routes, command, Progress.NONE, this::complain, Optional.empty());
  }

  /**
   * Starts the routes of a command that moves a database's bytes, and shows how far it has come.
   */
  Program start(Settings settings, RouteSet routes, String command, CommonOptions options) {
    return start(
        settings,
        routes,
        command,
        options.quiet() ? Progress.NONE : progress,
        this::complain,
        Optional.empty());
  }

  /**
   * Starts the routes of the service.
   *
   * @param complaints takes what goes wrong beside a run
   */
  Program start(
      Settings settings,
      RouteSet routes,
      String command,
      Service service,
      Consumer<String> complaints) {
    return start(settings, routes, command, Progress.NONE, complaints, Optional.of(service));
  }

  private void complain(String sentence) {
    err.println("ak: " + sentence);
  }

  private Program start(
      Settings settings,
      RouteSet routes,
      String command,
      Progress watching,
      Consumer<String> complaints,
      Optional<Service> service) {
    String run = command + " " + ProcessHandle.current().pid();
    Beans beans = new Beans(settings, environment, run, clock, watching, complaints);
    Program program = Program.start(beans, routes, service);
    running.set(program);
    if (stopping) {
      program.endChildren();
    }
    return program;
  }

  /**
   * A session of the same process with other settings.
   *
   * @param variables all of its environment
   * @param folder where everything of it lies: settings, relative paths, backups
   * @param to takes what it prints, results and all else
   */
  Session within(Map<String, String> variables, Path folder, PrintStream to) {
    return new Session(
        variables,
        folder.resolve("settings"),
        folder,
        folder.resolve("backups"),
        to,
        to,
        clock,
        Progress.NONE);
  }

  /**
   * Says that there is more to end and to wait for than the routes that were started.
   *
   * @param action makes the command fail soon; called by another thread
   */
  void onStop(Runnable action) {
    beside.set(action);
    if (stopping) {
      action.run();
    }
  }

  /** Makes the command fail soon. */
  void interrupt() {
    stopping = true;
    Program program = running.get();
    if (program != null) {
      program.endChildren();
    }
    asked.countDown();
    Runnable action = beside.get();
    if (action != null) {
      action.run();
    }
  }

  /** Called by the shutdown hook: makes the command fail, and waits until it has cleaned up. */
  public void stop() throws InterruptedException {
    interrupt();
    if ((running.get() != null || beside.get() != null) && done.getCount() > 0) {
      if (!done.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        err.println("ak: Stopped before everything was cleaned up; the next run does it");
      }
    }
  }

  /** Waits until {@link #stop} is called, for a command that would never end. */
  void awaitStop() throws InterruptedException {
    asked.await();
  }

  /** The command has ended. */
  public void end() {
    done.countDown();
  }

  boolean stopping() {
    return stopping;
  }

  /** The value of PATH, or null. */
  String path() {
    return environment.get("PATH");
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  Clock clock() {
    return clock;
  }
}
