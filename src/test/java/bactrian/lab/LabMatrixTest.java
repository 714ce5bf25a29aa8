package bactrian.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab that {@code src/test/lab/set-up} makes is whole. */
final class LabMatrixTest {
  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17, 18})
  void everyServerStartsAndAnswersItsVersion(int major) throws Exception {
    try (LabServer server = LabServer.start(major);
        Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet version = statement.executeQuery("SHOW server_version_num")) {
      assertThat(version.next()).isTrue();
      assertThat(version.getInt(1) / 10000).isEqualTo(major);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "15, pg_dump", "15, pg_dumpall", "15, pg_restore", "15, psql",
    "17, pg_dump", "17, pg_dumpall", "17, pg_restore", "17, psql",
    "18, pg_dump", "18, pg_dumpall", "18, pg_restore", "18, psql"
  })
  void everyClientProgramRuns(int major, String program) throws Exception {
    Process process =
        new ProcessBuilder(LabTools.client(major).resolve(program).toString(), "--version")
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(answer).isZero();
    assertThat(answer).startsWith(program + " (PostgreSQL) " + major + ".");
  }
}
