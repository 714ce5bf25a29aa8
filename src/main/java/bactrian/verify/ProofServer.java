package bactrian.verify;

import bactrian.postgres.JdbcSource;
import bactrian.postgres.ThrowAwayServer;
import bactrian.postgres.WorkFolder;
import bactrian.settings.Settings;
import java.util.Optional;

/**
 * The server that a proof restores into; the route variable {@code server}.
 *
 * @param source how to reach it
 * @param settings the settings with this server in the place of the configured one
 * @param own the private server, when it is one
 * @param folder the private server's folder
 */
public record ProofServer(
    JdbcSource source,
    Settings.Backup settings,
    Optional<ThrowAwayServer> own,
    Optional<WorkFolder> folder) {
  /** What to call it in a sentence. */
  String words() {
    return own.map(server -> "the private server of PostgreSQL " + server.version())
        .orElseGet(() -> "the server at " + source.target().server());
  }
}
