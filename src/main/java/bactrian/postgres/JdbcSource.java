package bactrian.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.newsclub.net.unix.AFUNIXSocketFactory;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Sessions of one target, each a new one: no pool, because a lock and a swap belong to their
 * session.
 *
 * @param target what to connect to
 * @param purpose what for, such as {@code backup of authentik}; {@code pg_stat_activity} shows it
 *     as {@code bactrian backup of authentik}
 */
public record JdbcSource(Target target, String purpose) {
  private static final int CONNECT_SECONDS = 10;
  private static final int LOGIN_SECONDS = 30;

  /**
   * Settings of the role or the database must neither forbid our work nor end it half-way. All of
   * these exist from PostgreSQL 9.6 on.
   */
  private static final String SESSION_OPTIONS =
      "-c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0"
          + " -c idle_in_transaction_session_timeout=0";

  /** The same purpose in another database of the server. */
  public JdbcSource withDatabase(String database) {
    return new JdbcSource(target.withDatabase(database), purpose);
  }

  /** The name under which the sessions appear in {@code pg_stat_activity}. */
  public String applicationName() {
    return "bactrian " + purpose;
  }

  /**
   * A new session in auto-commit mode; the caller closes it.
   *
   * @throws bactrian.failure.RunFailure with a sentence for the operator when there is none to have
   */
  public Connection connect() {
    try {
      return dataSource().getConnection();
    } catch (SQLException e) {
      throw ConnectFailure.of(target, e);
    }
  }

  /**
   * A source of sessions for those that want a {@link DataSource}; its exceptions are pgjdbc's own,
   * see {@link ConnectFailure#of}.
   *
   * @throws bactrian.failure.RunFailure when the pass file cannot be read
   */
  public DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setPortNumbers(new int[] {target.port()});
    source.setDatabaseName(target.database());
    source.setUser(target.user());
    password().ifPresent(source::setPassword);
    source.setApplicationName(applicationName());
    source.setOptions(SESSION_OPTIONS);
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setLoginTimeout(LOGIN_SECONDS);
    source.setTcpKeepAlive(true);
    if (target.throughSocket()) {
      throughSocket(source);
    } else {
      source.setServerNames(new String[] {target.host()});
      secure(source);
    }
    return source;
  }

  private void throughSocket(PGSimpleDataSource source) {
    // Never resolved or connected to: the socket factory goes to the path instead.
    source.setServerNames(new String[] {"localhost"});
    source.setSocketFactory(AFUNIXSocketFactory.FactoryArg.class.getName());
    source.setSocketFactoryArg(target.server());
    // As in libpq, sslmode means nothing on a Unix socket.
    source.setSslMode("disable");
  }

  private void secure(PGSimpleDataSource source) {
    String rootCert = target.sslRootCertOrNull();
    String mode = target.sslMode();
    if ("system".equals(rootCert)) {
      source.setSslfactory(org.postgresql.ssl.DefaultJavaSSLFactory.class.getName());
      // libpq allows nothing weaker with the system's authorities.
      mode = "verify-full";
    } else if (rootCert != null) {
      source.setSslRootCert(rootCert);
      // In libpq, a root certificate makes "require" check the chain as well; in pgjdbc it does
      // not.
      mode = "require".equals(mode) ? "verify-ca" : mode;
    }
    source.setSslMode(mode);
  }

  private Optional<String> password() {
    if (target.passwordOrNull() != null) {
      return Optional.of(target.passwordOrNull().reveal());
    }
    if (target.passFileOrNull() == null) {
      return Optional.empty();
    }
    try {
      return PassFileLookup.password(target);
    } catch (IOException e) {
      throw bactrian.failure.RunFailure.failed(
          "The pass file "
              + target.passFileOrNull()
              + " cannot be read: check that it exists and that this user may read it.",
          e);
    }
  }
}
