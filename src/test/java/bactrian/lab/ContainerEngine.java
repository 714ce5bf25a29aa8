package bactrian.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Docker Engine of its own, with everything in one folder, and the images that the tests run: the
 * program's, built by its Dockerfile, and two that stand in for images that cannot be pulled.
 */
public final class ContainerEngine implements AutoCloseable {
  private static final int SECONDS = 300;
  private static final String BASE = "debian:trixie-slim";

  private final Path folder;
  private final ControlGroup group;
  private final Thread hook = new Thread(this::end);
  private volatile Process engine;

  /**
   * How a client ended.
   *
   * @param exitCode its exit status
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  public record Ended(int exitCode, String out, String err) {}

  private ContainerEngine(Path folder) {
    this.folder = folder;
    this.group = new ControlGroup(folder.getFileName().toString());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Starts an engine and builds the images; it then runs apart from the machine's network. */
  static ContainerEngine start() throws Exception {
    return start(List.of("unshare", "--net"));
  }

  /**
   * Starts an engine that has its mounts apart from the machine's as well, so that whatever else
   * runs {@link #beside} it leaves none behind.
   */
  static ContainerEngine startWithOwnMounts(String... options) throws Exception {
    return start(List.of("unshare", "--net", "--mount"), options);
  }

  private static ContainerEngine start(List<String> apart, String... options) throws Exception {
    ContainerEngine started = new ContainerEngine(Files.createTempDirectory("bactrian-engine-"));
    try {
      // No bridge, which would stay on the machine: what is built uses the machine's own network.
      started.serve(List.of(), "--bridge=none");
      started.buildProgram();
      started.buildStandIns();
      started.end();
      // What the system's packet filter, or another engine on it, forbids does not matter there.
      started.serve(apart, options);
      return started;
    } catch (Exception e) {
      started.close();
      throw e;
    }
  }

  private void serve(List<String> wrapper, String... options) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            "dockerd",
            // The system's packet filter is not ours to change, and nothing leaves the machine.
            "--iptables=false",
            "--ip-masq=false",
            "--data-root=" + folder.resolve("data"),
            "--exec-root=" + folder.resolve("exec"),
            "--pidfile=" + folder.resolve("pid"),
            "--host=" + address()));
    command.addAll(group.options());
    command.addAll(List.of(options));
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    engine = started;
    try {
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .failFast(() -> !started.isAlive())
          .until(() -> run(folder, "docker", "info").exitCode() == 0);
    } catch (RuntimeException e) {
      throw new IOException(
          "Docker Engine did not start: " + Files.readString(folder.resolve("log")), e);
    }
  }

  /** Builds the image of the program by the Dockerfile of this checkout, as {@code bactrian}. */
  private void buildProgram() throws Exception {
    succeed(folder, "docker", "import", lab("debian/bin/rootfs.tar").toString(), BASE);
    Path context = Files.createDirectories(folder.resolve("context"));
    succeed(
        Path.of(""),
        "cp",
        "-a",
        "--parents",
        "Dockerfile",
        ".dockerignore",
        "ak",
        "LICENSE",
        "pom.xml",
        "src/main",
        context.toString());
    succeed(
        Path.of(""),
        "mvn",
        "-B",
        "-ntp",
        "-q",
        "-Dmaven.test.skip=true",
        "-Dbactrian.launch",
        "-Dbactrian.build=" + context.resolve("target/image"),
        "package");
    String mirror =
        succeed(
                folder,
                "docker",
                "run",
                "--rm",
                "--network=host",
                BASE,
                "sed",
                "-n",
                "s/^deb \\([^ ]*\\) trixie main$/\\1/p",
                "/etc/apt/sources.list")
            .strip();
    build(
        "bactrian",
        context,
        "--target=program",
        "--build-arg=POSTGRESQL_SOURCES=deb " + mirror + " bookworm main",
        "--build-arg=POSTGRESQL_MAJORS=15 17");
  }

  /** Builds the stand-ins for the images that docker-compose.yml names, under those names. */
  private void buildStandIns() throws Exception {
    Path postgres = standIn("postgres");
    succeed(folder, "cp", "-rL", lab("server-17").toString(), postgres.resolve("server-17") + "");
    build("postgres:17", postgres);
    Path s3proxy = standIn("s3proxy");
    succeed(folder, "cp", "-rL", lab("s3proxy/bin").toString(), s3proxy.resolve("bin").toString());
    build("andrewgaul/s3proxy:latest", s3proxy);
  }

  private Path standIn(String name) throws Exception {
    Path context = folder.resolve(name);
    succeed(Path.of(""), "cp", "-a", "src/test/docker/" + name, context.toString());
    return context;
  }

  private static Path lab(String name) {
    return Path.of("target/lab").resolve(name).toAbsolutePath();
  }

  /** Builds an image. */
  void build(String tag, Path context, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("docker", "build", "--quiet", "--network=host", "--tag=" + tag));
    command.addAll(List.of(options));
    command.add(context.toString());
    succeed(folder, command.toArray(String[]::new));
  }

  /** What a command begins with that is to run in the engine's own network, with its mounts. */
  List<String> beside() {
    return List.of("nsenter", "--target=" + engine.pid(), "--net", "--mount");
  }

  /** Where the engine listens. */
  String address() {
    return "unix://" + folder.resolve("socket");
  }

  /** Runs {@code docker} with these arguments. */
  public Ended docker(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    return run(folder, command.toArray(String[]::new));
  }

  /** Runs a client of the engine in a folder, to its end, with nothing on standard input. */
  public Ended run(Path directory, String... command) throws Exception {
    return run(directory, Path.of("/dev/null"), command);
  }

  /** Runs a client of the engine in a folder, to its end, with a file as its standard input. */
  public Ended run(Path directory, Path input, String... command) throws Exception {
    Path out = Files.createTempFile(folder, "client-", ".out");
    Path err = Files.createTempFile(folder, "client-", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toAbsolutePath().toFile())
              .redirectInput(input.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder
          .environment()
          .putAll(
              Map.of(
                  "DOCKER_HOST",
                  address(),
                  "DOCKER_BUILDKIT",
                  "0",
                  "DOCKER_CONFIG",
                  folder.toString()));
      Process process = builder.start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + " does not end");
      }
      return new Ended(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Runs a client that has to succeed, and gives its standard output. */
  public String succeed(Path directory, String... command) throws Exception {
    Ended ended = run(directory, command);
    if (ended.exitCode() != 0) {
      throw new IOException(
          String.join(" ", command) + ": " + ended.exitCode() + ended.out() + ended.err());
    }
    return ended.out();
  }

  /** Stops the engine, which stops its containers. */
  private void end() {
    if (engine == null) {
      return;
    }
    engine.destroy();
    try {
      if (!engine.waitFor(60, TimeUnit.SECONDS)) {
        engine.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws Exception {
    String all = docker("ps", "--all", "--quiet").out();
    for (String container : all.lines().toList()) {
      docker("rm", "--force", "--volumes", container);
    }
    docker("network", "prune", "--force");
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
    group.remove();
    // The engine leaves the name of its own network namespace mounted.
    for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      String place = mount.split(" ", -1)[1];
      if (place.startsWith(folder + "/")) {
        new ProcessBuilder("umount", place).inheritIO().start().waitFor();
      }
    }
    Process removal = new ProcessBuilder("rm", "-rf", folder.toString()).inheritIO().start();
    if (removal.waitFor() != 0) {
      throw new IOException(folder + " is not removed");
    }
  }
}
