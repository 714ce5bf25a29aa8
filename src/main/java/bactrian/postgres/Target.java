package bactrian.postgres;

import bactrian.failure.Secret;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How to reach one database, in libpq's terms.
 *
 * @param host a name or address, or the folder of a Unix socket when it starts with {@code /}
 * @param port the server's port, also part of the socket's name
 * @param user the role that connects
 * @param passwordOrNull its password, or null to take it from the pass file or to do without
 * @param database the database
 * @param sslMode how far TLS goes: disable, allow, prefer, require, verify-ca, verify-full
 * @param sslRootCertOrNull file of trusted certificates, {@code system}, or null for libpq's own
 * @param passFileOrNull file in the form of libpq's {@code .pgpass}, or null for libpq's own
 */
public record Target(
    String host,
    int port,
    String user,
    Secret passwordOrNull,
    String database,
    String sslMode,
    String sslRootCertOrNull,
    Path passFileOrNull) {

  /** Checks that nothing is missing that may not be. */
  public Target {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(sslMode, "sslMode");
  }

  /** The same server and role, another database. */
  public Target withDatabase(String other) {
    return new Target(
        host, port, user, passwordOrNull, other, sslMode, sslRootCertOrNull, passFileOrNull);
  }

  /** Whether the server is reached through a Unix socket. */
  public boolean throughSocket() {
    return host.startsWith("/");
  }

  /** Where the server is, for a sentence: {@code host:port}, or the socket's path. */
  public String server() {
    if (throughSocket()) {
      return host + "/.s.PGSQL." + port;
    }
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
