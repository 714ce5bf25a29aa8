package bactrian.lab;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A throw-away PostgreSQL server on a free loopback port, in a temporary folder, stopped by {@link
 * #close()}. Passwords are asked for (scram-sha-256), also through the socket.
 */
public final class LabServer implements AutoCloseable {
  /** The superuser's name. */
  public static final String SUPERUSER = "postgres";

  /** The superuser's password, with what has broken other tools. */
  public static final String PASSWORD = "pa/ss @:%'\"w a{{b}}${c}#?&";

  private final int major;
  private final int port;
  private final Path folder;
  private final Path binaries;

  private LabServer(int major, int port, Path folder, Path binaries) {
    this.major = major;
    this.port = port;
    this.folder = folder;
    this.binaries = binaries;
  }

  /**
   * Starts a server of this major version.
   *
   * @param options settings as {@code name=value}, such as {@code wal_level=logical}
   */
  public static LabServer start(int major, String... options)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("bactrian-lab-" + major + "-");
    Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    LabServer server = new LabServer(major, freePort(), folder, LabTools.server(major));
    if (asRoot()) {
      run(List.of("chown", "-R", "postgres:postgres", folder.toString()));
    }
    server.runUnprivileged(
        server.binaries.resolve("initdb").toString(),
        "-D",
        server.data().toString(),
        "-U",
        SUPERUSER,
        "--auth=scram-sha-256",
        "--pwfile=" + password,
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync");
    server.launch(options);
    return server;
  }

  private void launch(String... options) throws IOException, InterruptedException {
    StringBuilder flags = new StringBuilder("-p " + port + " -c listen_addresses=127.0.0.1");
    flags.append(" -c unix_socket_directories=").append(folder);
    flags.append(" -c fsync=off -c full_page_writes=off -c max_connections=60");
    for (String option : options) {
      flags.append(" -c ").append(option);
    }
    runUnprivileged(
        binaries.resolve("pg_ctl").toString(),
        "-D",
        data().toString(),
        "-w",
        "-l",
        folder.resolve("log").toString(),
        "-o",
        flags.toString(),
        "start");
  }

  /** The server's major version. */
  public int major() {
    return major;
  }

  /** The loopback address that it listens on. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** The folder of its Unix socket. */
  public Path socketFolder() {
    return folder;
  }

  /** A connection as superuser. */
  public Connection connect(String database) throws SQLException {
    return connect(database, SUPERUSER, PASSWORD);
  }

  /** A connection as any role. */
  public Connection connect(String database, String user, String password) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {host()});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(database);
    source.setUser(user);
    source.setPassword(password);
    return source.getConnection();
  }

  /** Runs statements as superuser, each in its own transaction. */
  public void execute(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Stops the server at once, losing nothing that matters to a test, and removes its folder. */
  @Override
  public void close() throws IOException, InterruptedException {
    runUnprivileged(
        binaries.resolve("pg_ctl").toString(),
        "-D",
        data().toString(),
        "-m",
        "immediate",
        "-w",
        "stop");
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private static boolean asRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private void runUnprivileged(String... command) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>();
    if (asRoot()) {
      whole.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    whole.addAll(List.of(command));
    run(whole);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("bactrian-lab-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .directory(Path.of("/").toFile())
              .start();
      if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(
            String.join(" ", command) + ": " + Files.readString(output, StandardCharsets.UTF_8));
      }
    } finally {
      Files.delete(output);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
