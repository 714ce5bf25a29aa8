package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresLab.class)
final class DatabasePropertiesTest {
  private static final String LIVE = "Props \"of\" ünï'code\\";
  private static final String COPY = "props copy";

  private static final String FINGERPRINT =
      """
      SELECT concat_ws(E'\\n', datdba::regrole, encoding, datcollate, datctype,
        to_jsonb(d) ->> 'datlocprovider', to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale',
        to_jsonb(d) ->> 'daticurules', to_jsonb(d) ->> 'datcollversion', dattablespace, datconnlimit,
        datistemplate, datallowconn,
        (SELECT string_agg(x::text, ',' ORDER BY x::text)
         FROM unnest(coalesce(datacl, acldefault('d', datdba))) x),
        (SELECT string_agg(setrole || setconfig::text, ';' ORDER BY setrole)
         FROM pg_db_role_setting WHERE setdatabase = d.oid)) FROM pg_database d WHERE datname = \
      """;

  @Test
  void survivesOn13(@PostgresLab.Major(13) LabServer server) throws Exception {
    copiesEverything(server, "");
  }

  @Test
  void survivesOn14(@PostgresLab.Major(14) LabServer server) throws Exception {
    copiesEverything(server, "");
  }

  @Test
  void survivesOn15(@PostgresLab.Major(15) LabServer server) throws Exception {
    copiesEverything(server, "");
    copiesEverything(server, "LOCALE_PROVIDER icu ICU_LOCALE 'de-AT'");
  }

  @Test
  void survivesOn16(@PostgresLab.Major(16) LabServer server) throws Exception {
    copiesEverything(server, "LOCALE_PROVIDER icu ICU_LOCALE 'de' ICU_RULES '&V << w <<< W'");
  }

  @Test
  void survivesOn17(@PostgresLab.Major(17) LabServer server) throws Exception {
    copiesEverything(server, "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'");
    copiesEverything(server, "LOCALE_PROVIDER icu ICU_LOCALE 'de' ICU_RULES '&V << w <<< W'");
  }

  @Test
  void survivesOn18(@PostgresLab.Major(18) LabServer server) throws Exception {
    copiesEverything(server, "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST'");
    copiesEverything(server, "");
  }

  @Test
  void encodingAndLocaleOfLibcSurvive(LabServer server) throws Exception {
    server.execute(
        "postgres",
        "CREATE DATABASE props_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE"
            + " 'C.UTF-8'");
    try (Connection admin = server.connect("postgres");
        Statement statement = admin.createStatement()) {
      DatabaseProperties live = DatabaseProperties.read(admin, "props_ascii").orElseThrow();
      statement.execute(live.locale().create("props_ascii_copy"));
      assertThat(fingerprint(server, "props_ascii_copy"))
          .isEqualTo(fingerprint(server, "props_ascii"))
          .contains("C.UTF-8");
    } finally {
      server.execute("postgres", "DROP DATABASE props_ascii");
      server.execute("postgres", "DROP DATABASE IF EXISTS props_ascii_copy");
    }
  }

  @Test
  void theTablespaceSurvives() throws Exception {
    try (LabServer own = LabServer.start(15)) {
      own.execute("postgres", "COPY (SELECT '') TO PROGRAM 'mkdir ../space'");
      String space = own.socketFolder().resolve("space").toString();
      own.execute(
          "postgres",
          "CREATE TABLESPACE \"far away\" LOCATION " + Literal.quote(space),
          "CREATE DATABASE props_far TABLESPACE \"far away\"");
      try (Connection admin = own.connect("postgres");
          Statement statement = admin.createStatement()) {
        DatabaseProperties live = DatabaseProperties.read(admin, "props_far").orElseThrow();
        assertThat(live.locale().tablespace()).isEqualTo("far away");
        statement.execute(live.locale().create("props_far_copy"));
        assertThat(fingerprint(own, "props_far_copy")).isEqualTo(fingerprint(own, "props_far"));
      }
    }
  }

  @Test
  void aDatabaseThatIsNotThereHasNone(LabServer server) throws Exception {
    try (Connection admin = server.connect("postgres")) {
      assertThat(DatabaseProperties.read(admin, "nowhere")).isEmpty();
    }
  }

  @Test
  void listsOfNamesAreTakenApartAsPostgresDoes() {
    assertThat(DatabaseSetting.names("\"$user\", public , \"a,\"\"b\"\"\""))
        .containsExactly("$user", "public", "a,\"b\"");
    assertThat(DatabaseSetting.names("\"\"")).containsExactly("");
    assertThat(DatabaseSetting.names("")).isEmpty();
  }

  @Test
  void securityLabelsAreCopiedByProvider() {
    DatabaseProperties labelled =
        new DatabaseProperties(
            "a",
            new DatabaseLocale("UTF8", "c", "C", "C", null, null, "pg_default"),
            "o",
            List.of(),
            null,
            Map.of("selinux", "it's"),
            -1,
            List.of(),
            false,
            true,
            Set.of());
    assertThat(labelled.copyOnto("b"))
        .contains("SECURITY LABEL FOR \"selinux\" ON DATABASE \"b\" IS 'it''s'");
  }

  private static void copiesEverything(LabServer server, String locale) throws Exception {
    String live = Identifier.quote(LIVE);
    server.execute(
        "postgres",
        "CREATE ROLE \"props Owner\"",
        "CREATE ROLE props_reader",
        "CREATE ROLE props_friend",
        "CREATE DATABASE " + live + " TEMPLATE template0 " + locale,
        "ALTER DATABASE " + live + " OWNER TO \"props Owner\"",
        "REVOKE ALL ON DATABASE " + live + " FROM PUBLIC",
        "REVOKE TEMPORARY ON DATABASE " + live + " FROM \"props Owner\"",
        "GRANT CONNECT ON DATABASE " + live + " TO props_reader WITH GRANT OPTION",
        "SET ROLE props_reader; GRANT CONNECT ON DATABASE " + live + " TO props_friend; RESET ROLE",
        "GRANT TEMPORARY ON DATABASE " + live + " TO PUBLIC",
        "ALTER DATABASE " + live + " CONNECTION LIMIT 7",
        "ALTER DATABASE " + live + " SET search_path = \"$user\", \"odd, \"\"one\"\"\", public",
        "ALTER DATABASE " + live + " SET temp_tablespaces = ''",
        "ALTER DATABASE " + live + " SET default_transaction_read_only = on",
        "ALTER DATABASE " + live + " SET DateStyle = 'SQL, DMY'",
        "ALTER DATABASE " + live + " SET \"app.Secret\" = E'a=b\\\\c''d \"e\", f'",
        "ALTER ROLE props_reader IN DATABASE " + live + " SET search_path = a, \"B\"",
        "ALTER ROLE props_reader IN DATABASE " + live + " SET work_mem = '5MB'",
        "ALTER DATABASE " + live + " IS_TEMPLATE true");
    try (Connection admin = server.connect("postgres");
        Statement statement = admin.createStatement()) {
      DatabaseProperties properties = DatabaseProperties.read(admin, LIVE).orElseThrow();
      statement.execute(properties.locale().create(COPY));
      admin.setAutoCommit(false);
      for (String sql : properties.copyOnto(COPY)) {
        statement.execute(sql);
      }
      admin.commit();
      assertThat(fingerprint(server, COPY))
          .isEqualTo(fingerprint(server, LIVE))
          .contains("props_reader=c*/\"props Owner\"", "props_friend=c/props_reader", "=T/");
    } finally {
      for (String name : new String[] {LIVE, COPY}) {
        String quoted = Identifier.quote(name);
        server.execute("postgres", "ALTER DATABASE " + quoted + " IS_TEMPLATE false");
        server.execute("postgres", "DROP DATABASE " + quoted + " WITH (FORCE)");
      }
      server.execute(
          "postgres",
          "DROP ROLE \"props Owner\"",
          "DROP ROLE props_friend",
          "DROP ROLE props_reader");
    }
  }

  private static String fingerprint(LabServer server, String database) throws SQLException {
    return LabFiles.text(server, FINGERPRINT + Literal.quote(database));
  }
}
