package bactrian.settings;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.catalog.Proof;
import bactrian.failure.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
  private static final String HARD = "a{{b}}${c}#?&% '\"";

  @TempDir Path folder;
  private SettingsHome home;

  @BeforeEach
  void newHome() {
    home = new SettingsHome(folder);
  }

  @Test
  void withNothingSetTheDefaultsOfTheContractApply() {
    Settings.Postgresql postgresql = home.postgresql();

    assertThat(postgresql)
        .isEqualTo(
            new Settings.Postgresql(
                "localhost",
                5432,
                "authentik",
                Optional.empty(),
                Optional.empty(),
                "authentik",
                "prefer",
                Optional.empty(),
                new Settings.Backup(
                    true,
                    "0 0 0 * * ?",
                    ZoneId.of("UTC"),
                    home.work.resolve("backups"),
                    List.of("local"),
                    new Settings.Keep(10, 0, 0, 0, 0, Optional.empty()),
                    1,
                    new Settings.Age(List.of(), Optional.empty()),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    new Settings.Notify(List.of(), List.of(), List.of()),
                    new Settings.Verify(
                        Optional.of("0 0 3 ? * SUN"),
                        Proof.Level.RESTORE,
                        Optional.empty(),
                        5432,
                        "authentik",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                    new Settings.Admin(
                        "localhost", 5432, "authentik", Optional.empty(), Optional.empty()))));
    assertThat(home.loaded().warnings()).isEmpty();
  }

  @Test
  void eachLayerWinsOverTheOneBefore() {
    home.config("postgresql: {host: one, user: one, name: one, port: 1001, sslmode: allow}")
        .configD("20.yml", "postgresql: {user: three, name: three, port: 1003}")
        .configD("10.yml", "postgresql: {user: two, name: two, port: 1002}")
        .configD("90.yaml", "postgresql: {user: never}")
        .configD(".99.yml", "postgresql: {user: never}")
        .given("mine.yml", "postgresql: {name: four, port: 1004}")
        .env("AUTHENTIK_POSTGRESQL__PORT", "1005");

    Settings.Postgresql postgresql = home.postgresql();

    assertThat(postgresql.sslMode()).isEqualTo("allow");
    assertThat(postgresql.host()).isEqualTo("one");
    assertThat(postgresql.user()).isEqualTo("three");
    assertThat(postgresql.name()).isEqualTo("four");
    assertThat(postgresql.port()).isEqualTo(1005);
  }

  @Test
  void sectionsAreMergedKeyByKey() {
    home.config("postgresql: {backup: {keep_daily: 7, admin: {host: direct}}}")
        .configD("a.yml", "postgresql:", "  backup:", "    admin:")
        .configD("b.yml", "postgresql: {backup: {keep_weekly: 4, admin: {port: 6432}}}");

    assertThat(home.backup().keep()).isEqualTo(new Settings.Keep(10, 7, 4, 0, 0, Optional.empty()));
    assertThat(home.backup().admin().host()).isEqualTo("direct");
    assertThat(home.backup().admin().port()).isEqualTo(6432);
  }

  @Test
  void anEmptyValueTakesTheDefaultBack() {
    home.config("postgresql: {host: db, backup: {keep_daily: 7, keep_within: 30d}}")
        .env("AUTHENTIK_POSTGRESQL__HOST", "")
        .env("AUTHENTIK_POSTGRESQL__BACKUP__KEEP_DAILY", "")
        .given("mine.yml", "postgresql: {backup: {keep_within: ~}}");

    assertThat(home.postgresql().host()).isEqualTo("localhost");
    assertThat(home.backup().keep().daily()).isZero();
    assertThat(home.backup().keep().within()).isEmpty();
  }

  @Test
  void emptyFilesAndForeignKeysAreFine() {
    home.config("# nothing but a comment")
        .configD("empty.yml", "")
        .configD(
            "app.yml", "secret_key: x", "redis: {host: r}", "list: [1, {a: b}]", "? [a]", ": b")
        .configD(
            "pg.yml", "postgresql: {use_pgbouncer: true, test: {name: t}, read_replicas: {0: {}}}");

    assertThat(home.loaded().warnings()).isEmpty();
    assertThat(home.postgresql().host()).isEqualTo("localhost");
  }

  @Test
  void scalarsStayTheTextThatWasWritten() {
    home.config("postgresql: {user: 0123, name: 1e5, password: yes, host: 0x1F}");

    assertThat(home.postgresql().user()).isEqualTo("0123");
    assertThat(home.postgresql().name()).isEqualTo("1e5");
    assertThat(home.postgresql().password().map(Secret::reveal)).contains("yes");
    assertThat(home.postgresql().host()).isEqualTo("0x1F");
  }

  @Test
  void aQueryMayHaveSeveralLines() {
    home.config("postgresql:", "  backup:", "    version_query: |", "      SELECT", "      1");

    assertThat(home.backup().versionQuery()).contains("SELECT\n1\n");
  }

  @Test
  void aliasesAndMergeKeysAreUnderstood() {
    home.config(
        "common: &common {user: shared, port: 6000}",
        "postgresql:",
        "  <<: *common",
        "  port: 7000",
        "  name: &n db",
        "  backup: {admin: {database: *n}}");

    assertThat(home.postgresql().user()).isEqualTo("shared");
    assertThat(home.postgresql().port()).isEqualTo(7000);
    assertThat(home.backup().admin().database()).contains("db");
  }

  @Test
  void whatKubernetesSaysAboutAServiceIsNoSetting() {
    home.env("AUTHENTIK_POSTGRESQL_PORT", "tcp://10.0.0.1:5432")
        .env("AUTHENTIK_POSTGRESQL_SERVICE_HOST", "10.0.0.1")
        .env("AUTHENTIK_POSTGRESQL_PORT_5432_TCP", "tcp://10.0.0.1:5432");

    assertThat(home.postgresql().port()).isEqualTo(5432);
    assertThat(home.postgresql().host()).isEqualTo("localhost");
    assertThat(home.loaded().warnings()).isEmpty();
  }

  @Test
  void hardTextSurvivesFromEverySource() {
    Path file = home.file("secret", HARD + "\n");
    String quoted = "'" + HARD.replace("'", "''") + "'";
    home.config(
            "postgresql:",
            "  password: " + quoted,
            "  user: 'file://" + file + "'",
            "  sslrootcert: " + quoted,
            "  backup: {directory: " + quoted + "}")
        .env("HARD", HARD)
        .env("AUTHENTIK_POSTGRESQL__NAME", "env://HARD")
        .env("AUTHENTIK_POSTGRESQL__BACKUP__ADMIN__PASSWORD", HARD)
        .env("AUTHENTIK_POSTGRESQL__BACKUP__ADMIN__USER", "env://NONE?" + HARD)
        .env("AUTHENTIK_POSTGRESQL__BACKUP__ADMIN__DATABASE", "file:///none/such?" + HARD);

    Settings.Postgresql postgresql = home.postgresql();

    assertThat(postgresql.password().map(Secret::reveal)).contains(HARD);
    assertThat(postgresql.user()).isEqualTo(HARD);
    assertThat(postgresql.name()).isEqualTo(HARD);
    assertThat(postgresql.sslRootCert()).contains(home.work.resolve(HARD));
    assertThat(postgresql.backup().directory()).isEqualTo(home.work.resolve(HARD));
    assertThat(postgresql.backup().admin().password().map(Secret::reveal)).contains(HARD);
    assertThat(postgresql.backup().admin().user()).isEqualTo(HARD);
    assertThat(postgresql.backup().admin().database()).contains(HARD);
  }

  @ParameterizedTest
  @CsvSource({"'secret', secret", "'secret\n', secret", "'secret\r\n', secret", "' s ', ' s '"})
  void aFileLosesOneLineEndAndNothingElse(String content, String password) {
    Path file = home.file("secret", content);
    home.env("AUTHENTIK_POSTGRESQL__PASSWORD", "file://" + file);

    assertThat(home.postgresql().password().map(Secret::reveal)).contains(password);
  }

  @Test
  void whatAReferenceResolvesToIsNotResolvedAgain() {
    home.env("OUTER", "env://INNER")
        .env("INNER", "wrong")
        .env("AUTHENTIK_POSTGRESQL__PASSWORD", "env://OUTER")
        .env("AUTHENTIK_POSTGRESQL__BACKUP__ADMIN__PASSWORD", "env://NONE?file:///a?b");

    assertThat(home.postgresql().password().map(Secret::reveal)).contains("env://INNER");
    assertThat(home.backup().admin().password().map(Secret::reveal)).contains("file:///a?b");
  }

  @Test
  void referencesInKeysThatAreNotOursAreNeverFollowed() {
    home.config(
        "secret_key: file:///none/such",
        "postgresql: {conn_options: env://NONE, s3_backup: {secret_key: file:///none/such}}");

    assertThat(home.loaded().warnings()).isEmpty();
  }

  @Test
  void libpqsVariablesStandInForWhatIsNotSet() {
    home.config("postgresql: {user: ours}")
        .env("PGHOST", "/run/postgresql")
        .env("PGPORT", "5433")
        .env("PGUSER", "theirs")
        .env("PGDATABASE", "app")
        .env("PGSSLMODE", "verify-full")
        .env("PGSSLROOTCERT", "ca.pem")
        .env("PGPASSFILE", "pass");

    Settings.Postgresql postgresql = home.postgresql();

    assertThat(postgresql.host()).isEqualTo("/run/postgresql");
    assertThat(postgresql.port()).isEqualTo(5433);
    assertThat(postgresql.user()).isEqualTo("ours");
    assertThat(postgresql.name()).isEqualTo("app");
    assertThat(postgresql.sslMode()).isEqualTo("verify-full");
    assertThat(postgresql.sslRootCert()).contains(home.work.resolve("ca.pem"));
    assertThat(postgresql.passFile()).contains(home.work.resolve("pass"));
    assertThat(postgresql.backup().admin().host()).isEqualTo("/run/postgresql");
  }

  @Test
  void pgpasswordStandsInForThePasswordAndWinsOverThePassFile() {
    home.env("PGPASSWORD", "env://literally").env("PGPASSFILE", "/pass");

    assertThat(home.postgresql().password().map(Secret::reveal)).contains("env://literally");
    assertThat(home.postgresql().passFile()).isEmpty();

    home.env("AUTHENTIK_POSTGRESQL__PASSWORD", "set");
    assertThat(home.postgresql().password().map(Secret::reveal)).contains("set");
  }

  @Test
  void theAdminConnectionIsTheApplicationsWhereItIsNotSet() {
    home.config("postgresql: {host: pooler, port: 6432, user: app, password: p}")
        .env("AUTHENTIK_POSTGRESQL__BACKUP__ADMIN__HOST", "direct");

    Settings.Admin admin = home.backup().admin();

    assertThat(admin.host()).isEqualTo("direct");
    assertThat(admin.port()).isEqualTo(6432);
    assertThat(admin.user()).isEqualTo("app");
    assertThat(admin.password().map(Secret::reveal)).contains("p");
    assertThat(admin.database()).isEmpty();
  }

  @Test
  void listsAreYamlListsOrHaveCommas() {
    home.config("postgresql: {backup: {stores: [local, local]}}");
    assertThat(home.backup().stores()).containsExactly("local");

    home.env("AUTHENTIK_POSTGRESQL__BACKUP__STORES", " local , local ,");
    assertThat(home.backup().stores()).containsExactly("local");
  }

  @Test
  void booleansAreTrueOrFalseInAnyCase() {
    home.env("AUTHENTIK_POSTGRESQL__BACKUP__ENABLED", "FALSE")
        .env("AUTHENTIK_POSTGRESQL__BACKUP__ROLE_PASSWORDS", "True");

    assertThat(home.backup().enabled()).isFalse();
    assertThat(home.backup().rolePasswords()).isTrue();
  }

  @Test
  void absolutePathsStayAndRelativeOnesStartAtTheWorkingDirectory() {
    home.env("AUTHENTIK_POSTGRESQL__BACKUP__DIRECTORY", "/mnt/b");
    assertThat(home.backup().directory()).isEqualTo(Path.of("/mnt/b"));

    home.env("AUTHENTIK_POSTGRESQL__BACKUP__DIRECTORY", "./x/../b");
    assertThat(home.backup().directory()).isEqualTo(home.work.resolve("b"));
  }

  @Test
  void proofsByScheduleCanBeOff() {
    for (String off : new String[] {"off", "''"}) {
      home.config("postgresql: {backup: {verify_schedule: " + off + "}}");
      assertThat(home.backup().verify().schedule()).isEmpty();
    }
  }

  @Test
  void aBucketIsLeftAloneWhenTheStoreIsLocal() {
    home.config(
        "postgresql:",
        "  s3_backup: {bucket: bbb, access_key: k, secret_key: s, region: eu-central-1}",
        "  backup: {stores: local}");

    assertThat(home.backup().stores()).containsExactly("local");
  }

  /** The settings of the old feature's page, and nothing else. */
  @Test
  void aBucketMeansTheStoreInS3() {
    home.config(
        "postgresql:",
        "  s3_backup: {bucket: authentik-backup, access_key: foo, secret_key: bar, region: eu-central-1}");

    assertThat(home.backup().stores()).containsExactly("s3");
    Settings.S3 s3 = home.loaded().settings().s3().orElseThrow();
    assertThat(s3.bucket()).isEqualTo("authentik-backup");
    assertThat(s3.host()).isEmpty();
    assertThat(s3.maxParts()).isEqualTo(10_000);
  }

  @Test
  void bothStoresMayBeNamed() {
    home.config("postgresql: {s3_backup: {bucket: bbb}, backup: {stores: [local, s3]}}");

    assertThat(home.backup().stores()).containsExactly("local", "s3");
  }

  @ParameterizedTest
  @CsvSource({"'',''", "/,''", "app,app", "/app/,app", "a//b/,a/b", "' a ',a"})
  void aLocationHasNoSlashesAtItsEnds(String written, String location) {
    home.config("postgresql: {s3_backup: {bucket: bbb, location: '" + written + "'}}");

    assertThat(home.loaded().settings().s3().orElseThrow().location()).isEqualTo(location);
  }

  @Test
  void aHostKeepsItsSchemeAndPortOnly() {
    home.config("postgresql: {s3_backup: {bucket: bbb, host: 'HTTP://play.min.io:9000/'}}");

    assertThat(home.loaded().settings().s3().orElseThrow().host())
        .contains(java.net.URI.create("http://play.min.io:9000"));
  }

  @Test
  void aKeyOfKmsAloneMeansThatEncryption() {
    home.config("postgresql: {s3_backup: {bucket: bbb, sse_kms_key_id: key}}");

    assertThat(home.loaded().settings().s3().orElseThrow().encryption()).contains("aws:kms");
  }

  @Test
  void emptyValuesSetNothing() {
    home.config(
        "postgresql:",
        "  s3_backup: {bucket: '', region: x, host: ''}",
        "  backup: {age_recipients: [], age_identity: ~, notify: {failure: []}}");

    assertThat(home.backup().stores()).containsExactly("local");
  }

  @Test
  void aLaterFileIsReadWhenItIsASymbolicLinkAsInKubernetes() throws IOException {
    Path real = home.file("..data.yml", "postgresql: {host: linked}");
    home.configD("a.yml", "postgresql: {host: plain}");
    Files.createSymbolicLink(home.etc.resolve("config.d/b.yml"), real);

    assertThat(home.postgresql().host()).isEqualTo("linked");
  }

  @Test
  void neitherTheRecordNorTheRoutesShowASecret() {
    home.env("AUTHENTIK_POSTGRESQL__PASSWORD", "canary-1")
        .env("AUTHENTIK_POSTGRESQL__BACKUP__ADMIN__PASSWORD", "canary-2")
        .env("AUTHENTIK_POSTGRESQL__BACKUP__VERIFY__PASSWORD", "canary-6")
        .env("AUTHENTIK_POSTGRESQL__S3_BACKUP__BUCKET", "bucket")
        .env("AUTHENTIK_POSTGRESQL__S3_BACKUP__ACCESS_KEY", "canary-4")
        .env("AUTHENTIK_POSTGRESQL__S3_BACKUP__SECRET_KEY", "canary-5")
        .env("AUTHENTIK_POSTGRESQL__BACKUP__VERSION_QUERY", "SELECT 'canary-3'");
    Settings settings = home.loaded().settings();

    assertThat(settings.toString())
        .doesNotContain("canary-1", "canary-2", "canary-4", "canary-5", "canary-6");
    assertThat(RouteProperties.of(settings).toString()).doesNotContain("canary");
  }

  @Test
  void metricsAreServedWhereItSays() {
    assertThat(listen("127.0.0.1:9464")).isEqualTo(new Listen("127.0.0.1", 9464));
    assertThat(listen(":9464")).isEqualTo(new Listen("", 9464));
    assertThat(listen("[::1]:80")).isEqualTo(new Listen("[::1]", 80));
    for (String wrong : List.of("9464", "host", "host:0", "host:65536", "::1:9464", "a b:9464")) {
      home.env("AUTHENTIK_POSTGRESQL__BACKUP__METRICS_LISTEN", wrong);
      assertThat(home.refusal())
          .as(wrong)
          .contains("METRICS_LISTEN", "must be an address and a port");
    }
  }

  private Listen listen(String text) {
    home.env("AUTHENTIK_POSTGRESQL__BACKUP__METRICS_LISTEN", text);
    return home.loaded().settings().postgresql().backup().metrics().orElseThrow();
  }

  @Test
  void routesSeeTheScheduleAndTheStores() {
    home.config("postgresql: {backup: {schedule: '0 30 2 ? * MON-FRI', timezone: Europe/Berlin}}");

    assertThat(RouteProperties.of(home.loaded().settings()))
        .containsOnly(
            java.util.Map.entry("postgresql.backup.enabled", "true"),
            java.util.Map.entry("postgresql.backup.schedule", "0 30 2 ? * MON-FRI"),
            java.util.Map.entry("postgresql.backup.verify_schedule", "0 0 3 ? * SUN"),
            java.util.Map.entry("postgresql.backup.timezone", "Europe/Berlin"),
            java.util.Map.entry("postgresql.backup.stores", "local"),
            java.util.Map.entry("postgresql.s3_backup.bucket", "none"));
  }
}
