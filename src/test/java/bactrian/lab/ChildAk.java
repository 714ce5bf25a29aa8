package bactrian.lab;

import bactrian.Ak;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program as its users run it: a process of its own, with settings from the environment and
 * little memory. A value: each {@code with…} answers a changed copy.
 *
 * <pre>{@code
 * ChildAk ak = ChildAk.in(folder).withServer(server, "shop");
 * Ended backup = ak.run("backup");
 * try (Running run = ak.start("backup")) {
 *   run.kill();
 *   run.await();
 * }
 * }</pre>
 */
public final class ChildAk {
  /** The longest that {@link #run} and {@link Running#await()} wait. */
  public static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String PREFIX = "AUTHENTIK_POSTGRESQL__";
  private final Path folder;
  private final Map<String, String> environment;
  private final List<String> jvmOptions;
  private final List<String> classPath;

  private ChildAk(
      Path folder,
      Map<String, String> environment,
      List<String> jvmOptions,
      List<String> classPath) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    this.jvmOptions = List.copyOf(jvmOptions);
    this.classPath = List.copyOf(classPath);
  }

  /**
   * The program with {@code folder} as its working folder and home, backups in {@code
   * folder/backups}, and nothing of this process's environment but PATH.
   */
  public static ChildAk in(Path folder) {
    Path absolute = folder.toAbsolutePath();
    return new ChildAk(
            absolute,
            Map.of("PATH", System.getenv("PATH"), "HOME", absolute.toString(), "LC_ALL", "C.UTF-8"),
            List.of(
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                // What the class-data archive spares the launcher's JVM: the compiler's classes are
                // right.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote"),
            List.of(System.getProperty("java.class.path").split(File.pathSeparator)))
        .withSetting("backup.directory", absolute.resolve("backups").toString());
  }

  /** With a database of this server, as its superuser. */
  public ChildAk withServer(LabServer server, String database) {
    return withSetting("host", server.host())
        .withSetting("port", Integer.toString(server.port()))
        .withSetting("user", LabServer.SUPERUSER)
        .withSetting("password", LabServer.PASSWORD)
        .withSetting("name", database);
  }

  /** With a setting under {@code postgresql}, such as {@code backup.stall_timeout}. */
  public ChildAk withSetting(String path, String value) {
    String name = PREFIX + path.replace(".", "__").toUpperCase(Locale.ROOT);
    return withEnvironment(name, value);
  }

  /** With a bucket, by the settings of the old feature's page and no other. */
  public ChildAk withS3(S3Bucket bucket) {
    return withSetting("s3_backup.host", bucket.endpoint().toString())
        .withSetting("s3_backup.bucket", bucket.name())
        .withSetting("s3_backup.access_key", bucket.accessKey())
        .withSetting("s3_backup.secret_key", bucket.secretKey());
  }

  /** With an environment variable. */
  public ChildAk withEnvironment(String name, String value) {
    Map<String, String> changed = new TreeMap<>(environment);
    changed.put(name, value);
    return new ChildAk(folder, changed, jvmOptions, classPath);
  }

  /** With a folder before all others in PATH, such as one of scripted programs. */
  public ChildAk withProgramsFirst(Path programs) {
    return withEnvironment("PATH", programs + File.pathSeparator + environment.get("PATH"));
  }

  /** With more options for the JVM; a later one wins. */
  public ChildAk withJvmOptions(String... options) {
    List<String> changed = new ArrayList<>(jvmOptions);
    changed.addAll(List.of(options));
    return new ChildAk(folder, environment, changed, classPath);
  }

  /**
   * Without the folder of the tests' classes, as it is shipped. What it does then is not in the
   * route coverage.
   */
  public ChildAk withoutTestClasses() {
    return new ChildAk(
        folder,
        environment,
        jvmOptions,
        classPath.stream().filter(entry -> !entry.endsWith("test-classes")).toList());
  }

  /** Runs a command to its end. */
  public Ended run(String... arguments) throws IOException, InterruptedException {
    try (Running running = start(arguments)) {
      return running.await();
    }
  }

  /** Starts a command. */
  public Running start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    // A shell that starts the tests in the background has SIGINT ignored, and a JVM keeps it so.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    command.add(Ak.class.getName());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("bactrian-child-", ".out");
    Path err = Files.createTempFile("bactrian-child-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new Running(process, String.join(" ", arguments), out, err);
  }

  /**
   * How a command ended.
   *
   * @param exitCode its exit status; 137 after SIGKILL, 143 after SIGTERM
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  public record Ended(int exitCode, String out, String err) {
    /** Standard output's lines. */
    public List<String> lines() {
      return out.lines().toList();
    }
  }

  /** A command that runs. */
  public static final class Running implements AutoCloseable {
    private final Process process;
    private final String command;
    private final Path out;
    private final Path err;

    private Running(Process process, String command, Path out, Path err) {
      this.process = process;
      this.command = command;
      this.out = out;
      this.err = err;
    }

    /** The process's id. */
    public long pid() {
      return process.pid();
    }

    /** Whether it still runs. */
    public boolean alive() {
      return process.isAlive();
    }

    /** The programs that it has started, and those that they have. */
    public List<ProcessHandle> descendants() {
      return process.descendants().collect(Collectors.toList());
    }

    /** What it has written to standard output so far. */
    public String outSoFar() throws IOException {
      return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** What it has written to standard error so far. */
    public String errSoFar() throws IOException {
      return Files.readString(err, StandardCharsets.UTF_8);
    }

    /** Sends SIGKILL, to it alone: its children are left to notice. */
    public void kill() {
      process.destroyForcibly();
    }

    /** Sends SIGTERM. */
    public void terminate() {
      process.destroy();
    }

    /** Waits for its end. */
    public Ended await() throws IOException, InterruptedException {
      return await(PATIENCE);
    }

    /**
     * Waits for its end.
     *
     * @throws AssertionError when it runs longer than {@code patience}, with what it has said so
     *     far
     */
    public Ended await(Duration patience) throws IOException, InterruptedException {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "ak " + command + " still runs after " + patience + ": " + outSoFar() + errSoFar());
      }
      return new Ended(process.exitValue(), outSoFar(), errSoFar());
    }

    /** Ends it and its children if they still run, and forgets what it wrote. */
    @Override
    public void close() throws IOException {
      Stream.concat(process.descendants().toList().stream(), Stream.of(process.toHandle()))
          .forEach(ProcessHandle::destroyForcibly);
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }
}
