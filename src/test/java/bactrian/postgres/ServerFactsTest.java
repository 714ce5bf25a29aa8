package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import bactrian.lab.PostgresLab.Major;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
class ServerFactsTest {
  @Test
  void tellsASuperuserEverything(LabServer server) throws SQLException {
    server.execute(
        "postgres",
        "DROP DATABASE IF EXISTS \"facts x\"",
        "CREATE DATABASE \"facts x\" ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    try (Connection connection = server.connect("facts x")) {
      ServerFacts facts = ServerFacts.read(connection);

      assertThat(facts.major()).isEqualTo(15);
      assertThat(facts.version()).startsWith("15.");
      assertThat(facts.versionNumber()).isBetween(150_000, 159_999);
      assertThat(facts.role()).isEqualTo(LabServer.SUPERUSER);
      assertThat(facts.superuser()).isTrue();
      assertThat(facts.standby()).isFalse();
      assertThat(facts.started()).isBefore(Instant.now());
      assertThat(facts.database()).isEqualTo("facts x");
      assertThat(facts.databaseOid())
          .isEqualTo(
              number(connection, "SELECT oid FROM pg_database WHERE datname = current_database()"));
      assertThat(facts.encoding()).isEqualTo("LATIN1");
      assertThat(facts.databaseBytes()).isGreaterThan(1_000_000);
      assertThat(facts.dataFolder()).contains(server.socketFolder().resolve("data"));
    }
    server.execute("postgres", "DROP DATABASE \"facts x\"");
  }

  @Test
  void tellsAnOrdinaryRoleAllButTheDataFolder(
      @Major(13) LabServer oldest, @Major(18) LabServer newest) throws SQLException {
    for (LabServer server : new LabServer[] {oldest, newest}) {
      server.execute(
          "postgres", "DROP ROLE IF EXISTS facts_app", "CREATE ROLE facts_app LOGIN PASSWORD 'x'");
      try (Connection connection = server.connect("postgres", "facts_app", "x")) {
        ServerFacts facts = ServerFacts.read(connection);

        assertThat(facts.major()).isEqualTo(server.major());
        assertThat(facts.role()).isEqualTo("facts_app");
        assertThat(facts.superuser()).isFalse();
        assertThat(facts.dataFolder()).isEmpty();
      }
      server.execute("postgres", "DROP ROLE facts_app");
    }
  }

  @Test
  void tellsServersAndDatabasesApart(LabServer server, @Major(17) LabServer other)
      throws SQLException {
    ServerFacts facts = read(server, "postgres");

    assertThat(facts.sameServerAs(read(server, "template1"))).isTrue();
    assertThat(facts.sameDatabaseAs(read(server, "template1"))).isFalse();
    assertThat(facts.sameDatabaseAs(read(server, "postgres"))).isTrue();
    assertThat(facts.sameServerAs(read(other, "postgres"))).isFalse();
    assertThat(facts.sameDatabaseAs(read(other, "postgres"))).isFalse();
  }

  private static ServerFacts read(LabServer server, String database) throws SQLException {
    try (Connection connection = server.connect(database)) {
      return ServerFacts.read(connection);
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
