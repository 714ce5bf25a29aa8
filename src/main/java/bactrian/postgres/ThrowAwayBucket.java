package bactrian.postgres;

import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A bucket on an S3 server of its own (S3Proxy, on a folder), for showing and trying: on a free
 * loopback port, with keys that nobody knows, gone with {@link #close()}. It stands here because
 * this package alone starts programs. When we are killed it ends by itself, where setpriv is there.
 */
public final class ThrowAwayBucket implements AutoCloseable {
  /** The bucket's name. */
  public static final String NAME = "backups";

  /** The access key, whose secret is another one each time. */
  public static final String ACCESS_KEY = "demo";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LOG =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%level %msg%n</pattern></encoder>
        </appender>
        <root level="warn"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private final Path folder;
  private final Secret secretKey = ThrowAwayServer.randomSecret();
  private final int port;
  private final Process server;

  private ThrowAwayBucket(Path folder, Path libraries) throws IOException {
    this.folder = folder;
    this.port = freePort();
    Files.createDirectories(folder.resolve("store").resolve(NAME));
    Path settings =
        Files.createFile(
            folder.resolve("s3proxy.conf"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(settings, settings());
    Path log = Files.writeString(folder.resolve("logback.xml"), LOG);
    this.server = start(libraries, settings, log);
  }

  private String settings() {
    return """
        s3proxy.endpoint=%s
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.identity=%2$s
        jclouds.credential=%3$s
        jclouds.filesystem.basedir=%s
        """
        .formatted(endpoint(), ACCESS_KEY, secretKey.reveal(), folder.resolve("store"));
  }

  /**
   * Starts a server. To be called by a thread that lives as long as it.
   *
   * @param folder an empty folder of ours; whoever made it removes it
   * @param libraries the folder with S3Proxy and what it needs
   * @throws RunFailure when it does not start
   */
  public static ThrowAwayBucket start(Path folder, Path libraries) throws InterruptedException {
    try {
      ThrowAwayBucket bucket = new ThrowAwayBucket(folder, libraries);
      bucket.awaitStart();
      return bucket;
    } catch (IOException e) {
      throw RunFailure.failed(
          "The throw-away S3 server was not started (" + e.getMessage() + "): free some space", e);
    }
  }

  private Process start(Path libraries, Path settings, Path log) throws IOException {
    List<String> program =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-Dlogback.configurationFile=" + log,
            "-cp",
            libraries.resolve("*").toString(),
            "org.gaul.s3proxy.Main",
            "--properties",
            settings.toString());
    ProcessBuilder builder =
        new ProcessBuilder(new ServerAccount(Optional.empty()).vector(program))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile());
    builder.environment().clear();
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private void awaitStart() throws InterruptedException, IOException {
    long started = System.nanoTime();
    while (!answers()) {
      if (server.waitFor(100, TimeUnit.MILLISECONDS)
          || System.nanoTime() - started > PATIENCE.toNanos()) {
        close();
        throw RunFailure.failed("The throw-away S3 server did not start: " + lastLine());
      }
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private String lastLine() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("s3proxy.log"))) {
      return lines.reduce((before, last) -> last).orElse("it did not say why");
    }
  }

  /** The server's address. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The secret key. */
  public Secret secretKey() {
    return secretKey;
  }

  /** Ends the server. */
  @Override
  public void close() {
    server.destroy();
    try {
      if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    } catch (InterruptedException e) {
      server.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
