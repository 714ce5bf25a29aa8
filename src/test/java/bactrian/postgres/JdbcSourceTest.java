package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresLab.class)
final class JdbcSourceTest {
  @Test
  void itsSessionsCarryTheirPurpose(LabServer server) throws Exception {
    JdbcSource source = new JdbcSource(Targets.of(server, "postgres"), "backup of \"a b\\c\"");
    assertThat(ask(source, "SHOW application_name")).isEqualTo("bactrian backup of \"a b\\c\"");
  }

  @Test
  void aFolderAsHostMeansItsSocket(LabServer server) throws Exception {
    Target target =
        new Target(
            server.socketFolder().toString(),
            server.port(),
            LabServer.SUPERUSER,
            new Secret(LabServer.PASSWORD),
            "postgres",
            "verify-full",
            null,
            null);
    JdbcSource source = new JdbcSource(target, "test");
    assertThat(ask(source, "SELECT client_addr FROM pg_stat_activity WHERE pid = pg_backend_pid()"))
        .isNull();
    DatabaseLock.tryAcquire(source, "lock_by_socket").close();
  }

  @Test
  void theRolesOwnSettingsNeitherForbidNorEndItsWork(LabServer server) throws Exception {
    server.execute(
        "postgres",
        "CREATE ROLE hampered LOGIN PASSWORD 'pw'",
        "ALTER ROLE hampered SET default_transaction_read_only = on",
        "ALTER ROLE hampered SET statement_timeout = '1ms'",
        "ALTER ROLE hampered SET lock_timeout = '1ms'",
        "ALTER ROLE hampered SET idle_in_transaction_session_timeout = '1ms'");
    try {
      JdbcSource source = new JdbcSource(Targets.of(server, "postgres", "hampered", "pw"), "test");
      assertThat(
              ask(
                  source,
                  "SELECT concat_ws(' ', current_setting('default_transaction_read_only'),"
                      + " current_setting('statement_timeout'), current_setting('lock_timeout'),"
                      + " current_setting('idle_in_transaction_session_timeout'))"))
          .isEqualTo("off 0 0 0");
    } finally {
      server.execute("postgres", "DROP ROLE hampered");
    }
  }

  @Test
  void aPasswordMayStandInAPassFile(LabServer server, @TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("pass"),
            "# server:port:database:user:password\n"
                + "elsewhere:*:*:*:wrong\n*:1:*:*:wrong\n*:*:*:nobody:wrong\n"
                + server.host()
                + ":*:postgres:*:"
                + LabServer.PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
                + "\n*:*:*:*:wrong\n");
    assertThat(ask(new JdbcSource(withPassFile(server, file), "test"), "SELECT 'in'"))
        .isEqualTo("in");
    assertThatThrownBy(
            () -> new JdbcSource(withPassFile(server, folder.resolve("none")), "test").connect())
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining(folder.resolve("none") + " cannot be read");
  }

  @Test
  void theServersCertificateIsCheckedAgainstTheOneThatIsTrusted(@TempDir Path folder)
      throws Exception {
    try (LabServer tls = LabServer.start(15)) {
      Path trusted = Files.writeString(folder.resolve("root.crt"), LabFiles.tls(tls));
      for (String mode : new String[] {"require", "verify-ca", "verify-full"}) {
        Target target =
            new Target(
                tls.host(),
                tls.port(),
                LabServer.SUPERUSER,
                new Secret(LabServer.PASSWORD),
                "postgres",
                mode,
                trusted.toString(),
                null);
        assertThat(
                ask(
                    new JdbcSource(target, "test"),
                    "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
            .isEqualTo("t");
      }
    }
  }

  private static Target withPassFile(LabServer server, Path file) {
    return new Target(
        server.host(), server.port(), LabServer.SUPERUSER, null, "postgres", "prefer", null, file);
  }

  private static String ask(JdbcSource source, String query) throws Exception {
    try (Connection session = source.connect();
        Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
