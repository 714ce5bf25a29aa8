package bactrian.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
final class LabServerTest {
  @Test
  void answersAsTheMajorVersionThatWasAskedFor(LabServer server) throws Exception {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet version = statement.executeQuery("SHOW server_version_num")) {
      assertThat(version.next()).isTrue();
      assertThat(version.getInt(1) / 10000).isEqualTo(server.major());
    }
  }
}
