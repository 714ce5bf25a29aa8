package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.failure.Secret;
import bactrian.lab.LabServer;
import bactrian.lab.LabTools;
import bactrian.lab.PostgresLab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresLab.class)
class ChildEnvironmentTest {
  @TempDir Path folder;

  @Test
  void holdsOnlyWhatIsSet() {
    assertThat(ChildEnvironment.plain(null, null).variables())
        .containsOnly(
            Map.entry("PATH", "/usr/local/bin:/usr/bin:/bin"), Map.entry("LC_ALL", "C.UTF-8"));
    assertThat(
            new ChildEnvironment(
                    "/p", "/h", Path.of("/f"), "app", Map.of("a", "1"), "verify-full", "/ca")
                .variables())
        .containsOnly(
            Map.entry("PATH", "/p"),
            Map.entry("LC_ALL", "C.UTF-8"),
            Map.entry("HOME", "/h"),
            Map.entry("PGPASSFILE", "/f"),
            Map.entry("PGAPPNAME", "app"),
            Map.entry("PGOPTIONS", "-c a=1"),
            Map.entry("PGSSLMODE", "verify-full"),
            Map.entry("PGSSLROOTCERT", "/ca"));
  }

  @Test
  void letsARealChildInWithHostilePasswordAndSettings(LabServer server) throws Exception {
    try (WorkFolder work = WorkFolder.create(folder)) {
      Path passFile = PassFile.write(work, "pass", new Secret(LabServer.PASSWORD));
      ChildEnvironment environment =
          new ChildEnvironment(
              null,
              null,
              passFile,
              "bactrian dump",
              Map.of("search_path", "\"a b\\c\", public", "statement_timeout", "1234"),
              "prefer",
              null);
      ProcessBuilder builder =
          new ProcessBuilder(
                  LabTools.client(15).resolve("psql").toString(),
                  "-XAt",
                  "--no-password",
                  "--host=" + server.host(),
                  "--port=" + server.port(),
                  "--username=" + LabServer.SUPERUSER,
                  "--dbname=postgres",
                  "--command=SELECT current_setting('application_name') || '|' ||"
                      + " current_setting('search_path') || '|' ||"
                      + " current_setting('statement_timeout')")
              .redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment.variables());
      Process psql = builder.start();

      assertThat(new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
          .isEqualTo("bactrian dump|\"a b\\c\", public|1234ms");
      assertThat(psql.waitFor()).isZero();
    }
  }
}
