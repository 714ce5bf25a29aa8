package bactrian.postgres;

import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server of its own, for showing and trying: in a folder of its own, on a free
 * loopback port, without a socket, with a random password, gone with {@link #close()}. It reads
 * nothing that is configured on this machine. When we are killed it ends by itself, where setpriv
 * is there.
 */
public final class ThrowAwayServer implements AutoCloseable {
  /** The superuser's name. */
  public static final String SUPERUSER = "postgres";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SECRET_BYTES = 18;

  private final ServerPrograms programs;
  private final String path;
  private final Path folder;
  private final ServerAccount account;
  private final Secret password = randomSecret();
  private int port;
  private volatile Process server;
  private volatile Process initdb;
  private volatile boolean interrupted;
  private boolean closed;

  private ThrowAwayServer(
      ServerPrograms programs, String path, Path folder, ServerAccount account) {
    this.programs = programs;
    this.path = path;
    this.folder = folder;
    this.account = account;
  }

  /**
   * Makes the folder of a server, which is still to be started.
   *
   * @param path the value of PATH, or null
   * @throws RunFailure when there is no place for it
   */
  public static ThrowAwayServer prepare(ServerPrograms programs, String path) {
    try {
      // The server's account passes through here, and may not look around.
      Path folder = Files.createTempDirectory("bactrian-demo-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      return new ThrowAwayServer(programs, path, folder, ServerAccount.forFolder(folder));
    } catch (IOException e) {
      throw RunFailure.failed(
          "There is no temporary folder for a server (" + e.getMessage() + "): free some space", e);
    }
  }

  /**
   * The same in a work folder, so that the next run removes what is left should this one be killed.
   * The work folder stays its owner's to close, after the server.
   */
  public static ThrowAwayServer prepare(ServerPrograms programs, String path, WorkFolder work) {
    try {
      Files.setPosixFilePermissions(work.path(), PosixFilePermissions.fromString("rwx--x--x"));
      Path folder = Files.createDirectory(work.path().resolve("postgresql"), mode("rwx--x--x"));
      return new ThrowAwayServer(programs, path, folder, ServerAccount.forFolder(folder));
    } catch (IOException e) {
      throw RunFailure.failed(
          "There is no folder for a server (" + e.getMessage() + "): free some space", e);
    }
  }

  /**
   * Makes the server's files and starts it. To be called by a thread that lives as long as the
   * server.
   *
   * @throws RunFailure when it does not start, with the last that its programs said
   */
  public void start() throws InterruptedException {
    try {
      Path own = Files.createDirectory(serverFolder(), mode("rwx------"));
      Path passwordFile = Files.createFile(own.resolve("password"), mode("rw-------"));
      Files.writeString(passwordFile, password.reveal() + "\n");
      account.own(own);
      initdb = run("initdb", initdb(passwordFile));
      requireNotInterrupted();
      if (initdb.waitFor() != 0) {
        requireNotInterrupted();
        throw failure("The throw-away server's files could not be made", "initdb");
      }
      Files.delete(passwordFile);
      port = freePort();
      server = run("postgres", postgres());
      awaitStart();
    } catch (IOException e) {
      throw RunFailure.failed("The throw-away server was not started: " + e.getMessage(), e);
    }
  }

  private List<String> initdb(Path passwordFile) {
    return List.of(
        programs.initdb(),
        "-D",
        data(),
        "-U",
        SUPERUSER,
        "--auth=scram-sha-256",
        "--pwfile=" + passwordFile,
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync");
  }

  private List<String> postgres() {
    return List.of(
        programs.postgres(),
        "-D",
        data(),
        "-p",
        Integer.toString(port),
        "-c",
        "listen_addresses=" + host(),
        "-c",
        "unix_socket_directories=",
        "-c",
        "fsync=off",
        "-c",
        "full_page_writes=off",
        "-c",
        "max_locks_per_transaction=512");
  }

  private void awaitStart() throws InterruptedException {
    JdbcSource source = new JdbcSource(target(SUPERUSER, password, "postgres"), "demo");
    long started = System.nanoTime();
    while (true) {
      try (Connection connection = source.dataSource().getConnection()) {
        requireNotInterrupted();
        return;
      } catch (SQLException e) {
        requireNotInterrupted();
        if (server.waitFor(50, TimeUnit.MILLISECONDS)
            || System.nanoTime() - started > PATIENCE.toNanos()) {
          throw failure("The throw-away server did not start", "postgres");
        }
      }
    }
  }

  /** Called by another thread: makes a start that is under way fail soon. */
  public void interrupt() {
    interrupted = true;
    Process making = initdb;
    if (making != null) {
      making.destroy();
    }
  }

  /** Called by another thread: ends the server at once, and every session with it. */
  public void stopNow() {
    interrupt();
    Process running = server;
    if (running != null && running.isAlive()) {
      try {
        run("stop-now", List.of(programs.pgCtl(), "-D", data(), "-m", "immediate", "-W", "stop"));
      } catch (IOException e) {
        running.destroyForcibly();
      }
    }
  }

  private void requireNotInterrupted() {
    if (interrupted) {
      interrupt();
      throw RunFailure.failed("The throw-away server was not wanted any more");
    }
  }

  /** How to reach one of its databases. */
  public Target target(String user, Secret secret, String database) {
    return new Target(host(), port, user, secret, database, "disable", null, null);
  }

  /** How to reach one of its databases as superuser. */
  public Target target(String database) {
    return target(SUPERUSER, password, database);
  }

  /** The server's version, such as {@code 15.18}. */
  public String version() {
    return programs.version().text();
  }

  /** The folder that goes with the server; what is put beside the server's files goes as well. */
  public Path folder() {
    return folder;
  }

  /**
   * A new private folder that goes with the server.
   *
   * @param name its name in the server's folder
   */
  public Path folder(String name) {
    try {
      return Files.createDirectory(folder.resolve(name), mode("rwx------"));
    } catch (IOException e) {
      throw RunFailure.failed(
          "There is no room in " + folder + " (" + e.getMessage() + "): free some space", e);
    }
  }

  /** The loopback address that it listens on. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** A password that nobody knows. */
  public static Secret randomSecret() {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** Stops the server without a last checkpoint, and removes its folder. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      awaitEnd(initdb);
      if (server != null && server.isAlive()) {
        run("stop", List.of(programs.pgCtl(), "-D", data(), "-m", "immediate", "stop")).waitFor();
        awaitEnd(server);
      }
      FolderRemoval.remove(folder);
    } catch (IOException e) {
      throw RunFailure.failed(
          "The throw-away server's folder " + folder + " is still there: remove it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RunFailure.failed(
          "The throw-away server in " + folder + " may still run: end it, and remove that", e);
    }
  }

  private static void awaitEnd(Process process) throws InterruptedException {
    if (process != null && !process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** What the program says goes into a file of ours, which is in nobody's way. */
  private Process run(String name, List<String> program) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(account.vector(program))
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile());
    builder.environment().clear();
    builder.environment().putAll(ChildEnvironment.plain(path, null).variables());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private RunFailure failure(String sentence, String name) {
    try {
      List<String> lines = Files.readAllLines(log(name));
      return RunFailure.failed(
          sentence
              + ": "
              + String.join("; ", lines.subList(Math.max(0, lines.size() - 3), lines.size())));
    } catch (IOException e) {
      return RunFailure.failed(sentence + ", and did not say why", e);
    }
  }

  private Path serverFolder() {
    return folder.resolve("server");
  }

  private String data() {
    return serverFolder().resolve("data").toString();
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private static FileAttribute<?> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
