package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each failure is a real server's. */
@ExtendWith(PostgresLab.class)
final class ConnectFailureTest {
  private static final String CANARY = "canary-7341";

  @Test
  void aWrongPasswordIsNamedButNotShown(LabServer server) {
    Target target = Targets.of(server, "postgres", "postgres", CANARY);
    assertThat(sentence(target))
        .isEqualTo(
            "PostgreSQL at 127.0.0.1:"
                + server.port()
                + " rejected the password of user \"postgres\" (or has no such role): check"
                + " postgresql.user and postgresql.password.");
  }

  @Test
  void aMissingPasswordIsAskedFor(LabServer server) {
    Target target =
        new Target(
            server.host(), server.port(), "postgres", null, "postgres", "prefer", null, null);
    assertThat(sentence(target))
        .contains("127.0.0.1:" + server.port(), "user \"postgres\"", "check postgresql.password");
  }

  @Test
  void anUnknownDatabaseIsNamed(LabServer server) {
    assertThat(sentence(Targets.of(server, "nowhere")))
        .isEqualTo(
            "PostgreSQL at 127.0.0.1:"
                + server.port()
                + " has no database \"nowhere\": check postgresql.name, or create it (user"
                + " \"postgres\").");
  }

  @Test
  void aRoleThatIsUnknownOrMayNotLogInIsNamed() throws Exception {
    try (LabServer own = LabServer.start(15)) {
      own.execute("postgres", "CREATE ROLE sleeper NOLOGIN");
      LabFiles.hba(own, "host all all 127.0.0.1/32 trust");
      assertThat(sentence(Targets.of(own, "postgres", "nobody", CANARY)))
          .contains("has no user \"nobody\" that may log in", "create the role with LOGIN");
      assertThat(sentence(Targets.of(own, "postgres", "sleeper", CANARY)))
          .contains("has no user \"sleeper\" that may log in");
    }
  }

  @Test
  void aMissingLineInPgHbaConfIsNamed() throws Exception {
    try (LabServer own = LabServer.start(15)) {
      LabFiles.hba(own, "host all postgres 127.0.0.1/32 scram-sha-256");
      assertThat(sentence(Targets.of(own, "postgres", "nobody", CANARY)))
          .contains(
              "has no line in pg_hba.conf that lets user \"nobody\" into database \"postgres\"",
              "add one");
    }
  }

  @Test
  void noServerAtThePortIsSaidSo() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(sentence(target("127.0.0.1", port, "prefer", null)))
        .isEqualTo(
            "PostgreSQL at 127.0.0.1:"
                + port
                + " does not answer (user \"me\", database \"db\"): check that it runs, and"
                + " postgresql.host and postgresql.port.");
  }

  @Test
  void anUnknownHostIsSaidSo() {
    assertThat(sentence(target("no-such-host.invalid", 5432, "prefer", null)))
        .contains("no-such-host.invalid:5432", "its host name is unknown");
  }

  @Test
  void aSocketFolderWithoutServerIsSaidSo(@TempDir Path folder) {
    assertThat(sentence(target(folder.toString(), 5432, "prefer", null)))
        .contains(folder + "/.s.PGSQL.5432 does not answer");
  }

  @Test
  void aFullDatabaseIsSaidSo(LabServer server) throws Exception {
    server.execute(
        "postgres",
        "CREATE ROLE narrow_role LOGIN PASSWORD 'pw'",
        "CREATE DATABASE narrow CONNECTION LIMIT 1");
    try (Connection first = server.connect("narrow", "narrow_role", "pw")) {
      assertThat(first.isValid(10)).isTrue();
      assertThat(sentence(Targets.of(server, "narrow", "narrow_role", "pw")))
          .contains("has no connection left for user \"narrow_role\" in database \"narrow\"");
    } finally {
      server.execute("postgres", "DROP DATABASE narrow WITH (FORCE)", "DROP ROLE narrow_role");
    }
  }

  @Test
  void aDatabaseThatIsClosedToTheRoleComesWithTheGrant(LabServer server) throws Exception {
    server.execute(
        "postgres",
        "CREATE ROLE stranger LOGIN PASSWORD 'pw'",
        "CREATE DATABASE \"closed\"\"one\"",
        "REVOKE CONNECT ON DATABASE \"closed\"\"one\" FROM PUBLIC");
    try {
      assertThat(sentence(Targets.of(server, "closed\"one", "stranger", "pw")))
          .contains("run GRANT CONNECT ON DATABASE \"closed\"\"one\" TO \"stranger\".");
      server.execute("postgres", "ALTER DATABASE \"closed\"\"one\" ALLOW_CONNECTIONS false");
      assertThat(sentence(Targets.of(server, "closed\"one")))
          .contains("run ALTER DATABASE \"closed\"\"one\" ALLOW_CONNECTIONS true");
    } finally {
      server.execute("postgres", "DROP DATABASE \"closed\"\"one\"", "DROP ROLE stranger");
    }
  }

  @Test
  void aServerWithoutTlsIsSaidSo(LabServer server) {
    assertThat(sentence(target(server.host(), server.port(), "verify-full", null)))
        .contains("check", "postgresql.sslmode (verify-full)");
  }

  @Test
  void certificatesThatCannotBeReadOrAreNotTrustedAreSaidSo() throws Exception {
    try (LabServer tls = LabServer.start(15)) {
      LabFiles.tls(tls);
      assertThat(sentence(target("127.0.0.1", tls.port(), "verify-ca", "/nowhere/root.crt")))
          .contains("postgresql.sslrootcert names /nowhere/root.crt, which cannot be read");
      assertThat(sentence(target("127.0.0.1", tls.port(), "verify-full", "system")))
          .contains("no TLS connection", "postgresql.sslmode (verify-full)");
    }
  }

  private static Target target(String host, int port, String sslMode, String rootCert) {
    return new Target(host, port, "me", new Secret(CANARY), "db", sslMode, rootCert, null);
  }

  private static String sentence(Target target) {
    RunFailure failure =
        catchThrowableOfType(
            RunFailure.class, () -> new JdbcSource(target, "test").connect().close());
    assertThat(failure).isNotNull();
    assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(failure.sentence()).doesNotContain(CANARY).endsWith(".").doesNotContain("\n");
    return failure.sentence();
  }
}
