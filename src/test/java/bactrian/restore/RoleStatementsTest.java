package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoleStatementsTest {
  private static final String SCRIPT =
      """
      --
      -- PostgreSQL database cluster dump
      --

      \\restrict abcDEF

      SET default_transaction_read_only = off;

      --
      -- Roles
      --

      CREATE ROLE app;
      ALTER ROLE app WITH NOSUPERUSER LOGIN CONNECTION LIMIT 3 PASSWORD 'SCRAM-canary' VALID UNTIL '2030-01-01 00:00:00+00';
      CREATE ROLE password;
      ALTER ROLE password WITH NOSUPERUSER LOGIN PASSWORD 'SCRAM-canary';
      CREATE ROLE "o;ld ""one"" x";
      ALTER ROLE "o;ld ""one"" x" WITH NOLOGIN PASSWORD E'md5\\'canary';
      COMMENT ON ROLE app IS 'it''s
      CREATE ROLE reader;
      ALTER ROLE reader WITH SUPERUSER;
      ';
      CREATE ROLE reader;
      ALTER ROLE reader WITH NOSUPERUSER;
      ALTER ROLE app SET "app.key" TO 'canary';
      ALTER ROLE app IN DATABASE d SET "app.key" TO 'canary';
      GRANT reader TO app GRANTED BY postgres;
      \\unrestrict abcDEF
      """;

  @Test
  void whatMakesARoleIsTakenAsItStandsButForThePassword() {
    Map<String, List<String>> statements =
        RoleStatements.of(SCRIPT, Set.of("app", "password", "o;ld \"one\" x", "reader"));

    assertThat(statements)
        .containsOnly(
            Map.entry(
                "app",
                List.of(
                    "CREATE ROLE app",
                    "ALTER ROLE app WITH NOSUPERUSER LOGIN CONNECTION LIMIT 3 VALID UNTIL"
                        + " '2030-01-01 00:00:00+00'")),
            Map.entry(
                "password",
                List.of("CREATE ROLE password", "ALTER ROLE password WITH NOSUPERUSER LOGIN")),
            Map.entry(
                "o;ld \"one\" x",
                List.of(
                    "CREATE ROLE \"o;ld \"\"one\"\" x\"",
                    "ALTER ROLE \"o;ld \"\"one\"\" x\" WITH NOLOGIN")),
            Map.entry(
                "reader", List.of("CREATE ROLE reader", "ALTER ROLE reader WITH NOSUPERUSER")));
  }

  @Test
  void aRoleThatNothingMakesHasNoStatements() {
    assertThat(RoleStatements.of(SCRIPT, Set.of("nobody")))
        .containsOnly(Map.entry("nobody", List.of()));
    assertThat(RoleStatements.of("", Set.of("app"))).containsOnly(Map.entry("app", List.of()));
  }
}
