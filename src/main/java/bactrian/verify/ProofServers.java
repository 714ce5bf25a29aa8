package bactrian.verify;

import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Manifest;
import bactrian.failure.Failure;
import bactrian.failure.RunFailure;
import bactrian.postgres.JdbcSource;
import bactrian.postgres.MajorVersion;
import bactrian.postgres.ServerPrograms;
import bactrian.postgres.Target;
import bactrian.postgres.ThrowAwayServer;
import bactrian.postgres.WorkFolder;
import bactrian.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and ends the servers that proofs restore into, or reaches the one that is set. */
public final class ProofServers {
  private static final Logger LOG = LoggerFactory.getLogger(ProofServers.class);

  private final Settings.Postgresql settings;
  private final String path;
  private final Path parent;
  private final String purpose;
  private volatile ThrowAwayServer running;
  private volatile boolean interrupted;

  /**
   * @param path the value of PATH, where server programs may lie, or null
   * @param parent where private servers keep their files
   * @param purpose what the sessions are for
   */
  public ProofServers(Settings.Postgresql settings, String path, Path parent, String purpose) {
    this.settings = settings;
    this.path = path;
    this.parent = parent;
    this.purpose = purpose;
  }

  /**
   * The server for this proof. To be called by a thread that lives as long as the proof.
   *
   * @throws RunFailure with exit status 2 when the one that is set is the live one
   */
  public ProofServer open(@Variable("proof") ProofRun run) throws InterruptedException {
    Settings.Verify verify = settings.backup().verify();
    return verify.host().isPresent() ? configured(verify) : started(manifest(run));
  }

  private static Manifest manifest(ProofRun run) {
    return run.entries().values().stream()
        .filter(CatalogEntry.Complete.class::isInstance)
        .map(entry -> ((CatalogEntry.Complete) entry).manifest())
        .findFirst()
        .orElseThrow();
  }

  private ProofServer configured(Settings.Verify verify) {
    String host = verify.host().orElseThrow();
    if (isLive(host, verify.port(), settings.host(), settings.port())
        || isLive(
            host,
            verify.port(),
            settings.backup().admin().host(),
            settings.backup().admin().port())) {
      throw RunFailure.usage(
          "postgresql.backup.verify.host and port name the live server, which no proof touches: name"
              + " another one, or none for a private server");
    }
    Target target =
        new Target(
            host,
            verify.port(),
            verify.user(),
            verify.password().orElse(null),
            "postgres",
            settings.sslMode(),
            settings.sslRootCert().map(Path::toString).orElse(null),
            verify.passFile().orElse(null));
    return server(target, verify.database(), Optional.empty(), Optional.empty());
  }

  private static boolean isLive(String host, int port, String liveHost, int livePort) {
    return host.equalsIgnoreCase(liveHost) && port == livePort;
  }

  private ProofServer started(Manifest manifest) throws InterruptedException {
    int major =
        MajorVersion.of(manifest.serverVersion())
            .orElseThrow(
                () ->
                    new NotProven(
                        "The manifest names no PostgreSQL version: " + manifest.serverVersion()));
    ServerPrograms programs =
        ServerPrograms.atLeast(major, path)
            .orElseThrow(
                () ->
                    new NotProven(
                        "A server of PostgreSQL %d or newer is needed to restore it into, and this machine has none: on Debian apt-get install postgresql-%d, or name a server in postgresql.backup.verify.host"
                            .formatted(major, major)));
    requireRoom(manifest);
    WorkFolder folder = WorkFolder.create(parent);
    ThrowAwayServer server = null;
    try {
      folder.sweep();
      server = ThrowAwayServer.prepare(programs, path, folder);
      running = server;
      if (interrupted) {
        server.interrupt();
      }
      server.start();
      return server(
          server.target("postgres"), Optional.empty(), Optional.of(server), Optional.of(folder));
    } catch (RunFailure | IOException e) {
      close(server, folder);
      throw new NotProven(
          Failure.firstIn(e).map(Failure::sentence).orElse("No private server: " + e.getMessage()));
    }
  }

  private void requireRoom(Manifest manifest) {
    try {
      long room = Files.getFileStore(parent).getUsableSpace();
      if (room < manifest.rawSize()) {
        throw new NotProven(
            "A private server needs about %d MiB in %s, which has %d MiB left: make room there, or name a server in postgresql.backup.verify.host"
                .formatted(manifest.rawSize() >> 20, parent, room >> 20));
      }
    } catch (IOException e) {
      throw new NotProven("The room in " + parent + " cannot be found out: " + e.getMessage());
    }
  }

  private ProofServer server(
      Target target,
      Optional<String> database,
      Optional<ThrowAwayServer> own,
      Optional<WorkFolder> folder) {
    Settings.Admin admin =
        new Settings.Admin(
            target.host(),
            target.port(),
            target.user(),
            Optional.ofNullable(target.passwordOrNull()),
            database);
    return new ProofServer(
        new JdbcSource(target, purpose), settings.backup().withAdmin(admin), own, folder);
  }

  /** Ends a private server and removes all of it. */
  public void close(@Variable("server") ProofServer server) {
    if (server != null && server.own().isPresent()) {
      close(server.own().get(), server.folder().orElseThrow());
    }
  }

  private void close(ThrowAwayServer server, WorkFolder folder) {
    try {
      if (server != null) {
        server.close();
      }
      folder.close();
    } catch (RunFailure | IOException e) {
      LOG.warn("{}", e.getMessage());
    } finally {
      running = null;
    }
  }

  /**
   * Called by another thread when the program is being stopped: ends the private server at once.
   */
  public void interrupt() {
    interrupted = true;
    ThrowAwayServer server = running;
    if (server != null) {
      server.stopNow();
    }
  }
}
