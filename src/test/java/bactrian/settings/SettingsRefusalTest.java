package bactrian.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that the sentence says where and what to do, but never the value. */
class SettingsRefusalTest {
  private static final String CANARY = "canary7";

  @TempDir Path folder;
  private SettingsHome home;

  @BeforeEach
  void newHome() {
    home = new SettingsHome(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "BACKUP__KEEP_LSAT, postgresql.backup.keep_last",
    "BACKUP__COMPRESION_LEVEL, postgresql.backup.compression_level",
    "BACKUP__BUCKET, postgresql.s3_backup.bucket",
    "BACKUP__ADMIN__HOSTS, postgresql.backup.admin.host",
    "BACKUP__NOTIFY__FAILED, postgresql.backup.notify.failure",
    "S3_BACKUP__BUKET, postgresql.s3_backup.bucket",
    "BACKUP__, postgresql.backup."
  })
  void anUnknownKeyInOurSectionsIsRefusedWithTheNearestOne(String variable, String nearest) {
    home.env("AUTHENTIK_POSTGRESQL__" + variable, CANARY);

    assertThat(home.refusal())
        .contains("environment variable AUTHENTIK_POSTGRESQL__" + variable)
        .contains("the nearest one is " + nearest)
        .doesNotContain(CANARY);
  }

  @Test
  void anUnknownKeyInAFileIsRefusedWithFileAndLine() {
    home.config("postgresql:", "  backup:", "    keep_lats: 5");

    assertThat(home.refusal())
        .isEqualTo(
            "postgresql.backup.keep_lats (from "
                + home.etc
                + "/config.yml, line 3) is not a setting; the nearest one is"
                + " postgresql.backup.keep_last.");
  }

  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL__HOSTT, postgresql.host",
    "POSTGRESQL__PROT, postgresql.port",
    "POSTGRESQL__PASSWROD, postgresql.password",
    "POSTGRESQL__BACKUPS__ENABLED, postgresql.backup",
    "POSTGRESQL__S3_BAKUP__BUCKET, postgresql.s3_backup",
    "POSTGRESQL_BACKUP_KEEP_LAST, AUTHENTIK_POSTGRESQL__BACKUP__KEEP_LAST",
    "POSTGRESQL__BACKUP_KEEP_LAST, AUTHENTIK_POSTGRESQL__BACKUP__KEEP_LAST"
  })
  void aKeyThatIsAlmostOursIsIgnoredWithAWarning(String variable, String meant) {
    home.env("AUTHENTIK_" + variable, CANARY);

    assertThat(home.loaded().warnings())
        .singleElement()
        .asString()
        .contains("AUTHENTIK_" + variable)
        .contains(meant)
        .doesNotContain(CANARY);
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, 0, whole number from 1 to 65535",
    "PORT, 65536, whole number from 1 to 65535",
    "PORT, tcp://10.0.0.1:5432, whole number from 1 to 65535",
    "BACKUP__ADMIN__PORT, -1, whole number from 1 to 65535",
    "BACKUP__COMPRESSION_LEVEL, 0, from 1 to 19",
    "BACKUP__COMPRESSION_LEVEL, 20, from 1 to 19",
    "BACKUP__KEEP_DAILY, -1, whole number",
    "BACKUP__KEEP_LAST, 99999999999, whole number",
    "BACKUP__KEEP_LAST, 0, no other rule",
    "BACKUP__ENABLED, 1, true or false",
    "BACKUP__ENABLED, yes, true or false",
    "BACKUP__TIMEZONE, Europe/Berln, Europe/Berlin",
    "BACKUP__TIMEZONE, +02:00, not a time zone",
    "BACKUP__SCHEDULE, '', postgresql.backup.enabled to false",
    "BACKUP__SCHEDULE, '   ', postgresql.backup.enabled to false",
    "BACKUP__SCHEDULE, '{{x}}', Quartz cron expression",
    "BACKUP__LOCK_TIMEOUT, 300, with its unit",
    "BACKUP__LOCK_TIMEOUT, 0s, with its unit",
    "BACKUP__LOCK_TIMEOUT, 25d, with its unit",
    "BACKUP__LOCK_TIMEOUT, 10m, must be shorter than postgresql.backup.stall_timeout (10m)",
    "BACKUP__KEEP_WITHIN, P1Y, with its unit",
    "SSLMODE, on, verify-ca",
    "SSLROOTCERT, system, /etc/ssl/certs/ca-certificates.crt",
    "SSLROOTCERT, -----BEGIN CERTIFICATE-----, not its content",
    "HOST, 'db1,db2', lists of hosts",
    "HOST, postgres://u:canary7@db/x, connection string",
    "HOST, host=db password=canary7, connection string",
    "HOST, db:5432, without its port",
    "HOST, 'db ', without blanks",
    "BACKUP__ADMIN__HOST, 'db1,db2', lists of hosts",
    "NAME, postgresql://u:canary7@db/x, connection string",
    "PASSWORD, 'canary7\n', must not hold line breaks",
    "PASSWORD, 'canary7\uFFFD', LC_ALL=C.UTF-8",
    "BACKUP__STORES, 'local,s3', set postgresql.s3_backup.bucket",
    "BACKUP__STORES, tape, does not exist",
    "BACKUP__AGE_RECIPIENTS, age1canary7, 'item 1'",
    "BACKUP__AGE_RECIPIENTS, ',', so that nothing would be sealed",
    "BACKUP__AGE_RECIPIENTS, env://NOWHERE?, so that nothing would be sealed",
    // The last letter is another one, as a slip of the pen makes it.
    "BACKUP__AGE_RECIPIENTS, age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk, no public key of age, as item 1",
    "BACKUP__AGE_RECIPIENTS, ssh-ed25519 AAAAcanary7, no public key of age, as item 1",
    "BACKUP__AGE_RECIPIENTS, AGE-SECRET-KEY-1CANARY7, no public key of age, as item 1",
    "BACKUP__AGE_IDENTITY, AGE-SECRET-KEY-1CANARY7, 'must be the path of the file'",
    "BACKUP__NOTIFY__ALWAYS, canary7, 'must begin with http:'",
    "S3_BACKUP__BUCKET, s3://b/canary7, without s3:// and folders",
    "S3_BACKUP__BUCKET, 'b?amazonS3Client=#canary7', without s3:// and folders",
    "HOST__X, y, takes a value",
    "BACKUP, x, takes keys below it",
  })
  void aWrongValueIsRefusedWithItsKeyAndWhatItMustBe(String key, String text, String expected) {
    String variable = "AUTHENTIK_POSTGRESQL__" + key;
    home.env(variable, text);

    String sentence = home.refusal();

    assertThat(sentence).contains(expected).doesNotContain(CANARY);
    if (!expected.contains("stall_timeout") && !expected.contains("no other rule")) {
      assertThat(sentence).contains(variable);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HOST, minio.example.org, with its scheme",
    "HOST, ftp://minio.example.org, with its scheme",
    "HOST, https://k:canary7@minio.example.org, with its scheme",
    "HOST, https://minio.example.org/bucket, nothing behind it",
    "HOST, '::canary7', with its scheme",
    "STORAGE_CLASS, GLACIER, before they are thawed",
    "STORAGE_CLASS, DEEP_ARCHIVE, before they are thawed",
    "STORAGE_CLASS, 'a b', name of a storage class",
    "SSE, canary7, AES256 or aws:kms",
    "CHECKSUMS, canary7, supported",
    "PATH_STYLE, maybe, true or false",
    "MAX_PARTS, 99, from 100 to 10000",
    "ACCESS_KEY, canary7, but postgresql.s3_backup.secret_key is not",
    "SECRET_KEY, canary7, but postgresql.s3_backup.access_key is not",
  })
  void aWrongValueOfTheStoreInS3IsRefused(String key, String text, String expected) {
    home.env("AUTHENTIK_POSTGRESQL__S3_BACKUP__BUCKET", "bucket")
        .env("AUTHENTIK_POSTGRESQL__S3_BACKUP__" + key, text);

    assertThat(home.refusal()).contains(expected).doesNotContain(CANARY);
  }

  @Test
  void aKeyForAnEncryptionThatTakesNoneIsRefused() {
    home.config(
        "postgresql: {s3_backup: {bucket: bucket, sse: AES256, sse_kms_key_id: " + CANARY + "}}");

    assertThat(home.refusal()).contains("takes no key").doesNotContain(CANARY);
  }

  @Test
  void keepLastMayBeZeroBesideAnotherRule() {
    home.config("postgresql: {backup: {keep_last: 0, keep_daily: 7}}");

    assertThat(home.backup().keep().last()).isZero();
  }

  @Test
  void aListWhereOneValueIsExpectedIsRefused() {
    home.config("postgresql: {host: [a, b]}");

    assertThat(home.refusal()).startsWith("postgresql.host (from ").contains("not a list");
  }

  @Test
  void aNestedListIsRefused() {
    home.config("postgresql: {backup: {stores: [[local]]}}");

    assertThat(home.refusal()).startsWith("postgresql.backup.stores (from ").contains("nested");
  }

  @Test
  void aValueInPlaceOfTheWholeSectionIsRefused() {
    home.config("postgresql: " + CANARY);

    assertThat(home.refusal()).startsWith("postgresql (from ").doesNotContain(CANARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql: {password: *canary7}",
        "postgresql: {password: \"canary7\\q\"}",
        "postgresql: {password: @canary7}",
        "postgresql:\n password: canary7\n  user: x",
        "postgresql: [canary7",
        "--- {a: b}\n--- {c: canary7}",
      })
  void brokenYamlIsRefusedWithFileLineAndColumnAndWithoutItsContent(String yaml) {
    home.config(yaml);

    assertThat(home.refusal())
        .contains(home.etc + "/config.yml is not valid YAML at line ")
        .contains(", column ")
        .doesNotContain(CANARY);
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() throws IOException {
    home.config("");
    Files.write(home.etc.resolve("config.yml"), new byte[] {'a', ':', ' ', (byte) 0xff, '\n'});

    assertThat(home.refusal()).contains("config.yml is not valid YAML");
  }

  @Test
  void aFileWithoutKeysIsRefused() {
    home.config("just text");

    assertThat(home.refusal()).contains("config.yml holds no keys");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql: {host: a, host: b}",
        "postgresql: {port: 1}\npostgresql: {host: a}",
        "postgresql: {backup: {admin: {user: a, user: a}}}"
      })
  void aKeyThatStandsTwiceIsRefused(String yaml) {
    home.config(yaml);

    assertThat(home.refusal()).contains("stands twice in " + home.etc + "/config.yml");
  }

  @Test
  void aliasesCannotMakeASmallFileHuge() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i <= 20; i++) {
      yaml.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    home.config(yaml + "postgresql: {other: *a15}");

    assertThat(home.refusal()).contains("repeats too much");
  }

  @Test
  void anAliasThatHoldsItselfIsRefused() {
    home.config("postgresql: &p {backup: {admin: *p}}");

    assertThat(home.refusal()).contains("repeats too much");
  }

  @Test
  void aMergeKeyThatHoldsItselfIsRefused() {
    home.config("postgresql: &p {<<: *p}");

    assertThat(home.refusal()).contains("repeats too much");
  }

  @Test
  void moreAliasesThanAnyoneWritesAreRefused() {
    home.config("a: &a [x]", "b: [" + "*a, ".repeat(60) + "x]");

    assertThat(home.refusal()).contains("config.yml is not valid YAML");
  }

  @Test
  void theFileOfTheCommandLineHasToExist() {
    home.givenMissing("none.yml");

    assertThat(home.refusal())
        .contains(home.work + "/none.yml does not exist")
        .contains("--config");
  }

  @Test
  void whatCannotBeReadAsAFileIsRefused() throws IOException {
    Files.createDirectories(home.etc.resolve("config.yml"));

    assertThat(home.refusal()).contains(home.etc + "/config.yml cannot be read");
  }

  @Test
  void aFileInPlaceOfTheFolderIsRefused() throws IOException {
    Files.createDirectories(home.etc);
    Files.writeString(home.etc.resolve("config.d"), "");

    assertThat(home.refusal()).contains(home.etc + "/config.d cannot be listed");
  }

  @Test
  void aReferenceToAMissingVariableWithoutADefaultIsRefused() {
    home.config("postgresql: {password: env://NONE}");

    assertThat(home.refusal())
        .startsWith("postgresql.password (from ")
        .contains("environment variable NONE, which is not set");
  }

  @Test
  void aReferenceToAnUnreadableFileWithoutADefaultIsRefused() {
    home.config("postgresql: {password: 'file:///none/such'}");

    assertThat(home.refusal())
        .startsWith("postgresql.password (from ")
        .contains("the file /none/such, which cannot be read");
  }

  @Test
  void aReferenceToARelativeFileIsRefused() {
    home.config("postgresql: {password: 'file://secret'}");

    assertThat(home.refusal()).contains("no absolute path");
  }

  @Test
  void aReferenceToAFileThatIsNoTextIsRefused() throws IOException {
    Path file = home.file("secret", "");
    Files.write(file, new byte[] {(byte) 0xff, 'c'});
    home.env("AUTHENTIK_POSTGRESQL__PASSWORD", "file://" + file);

    assertThat(home.refusal()).contains("not text in UTF-8");
  }

  @Test
  void aReferenceToAnEndlessFileIsRefused() {
    home.env("AUTHENTIK_POSTGRESQL__PASSWORD", "file:///dev/zero");

    assertThat(home.refusal()).contains("longer than 64 KiB");
  }

  @Test
  void aValueFromAReferenceIsNotQuotedWhenItIsWrong() {
    Path file = home.file("port", CANARY);
    home.env("AUTHENTIK_POSTGRESQL__PORT", "file://" + file);

    assertThat(home.refusal()).contains("postgresql.port").doesNotContain(CANARY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PGSERVICE", "PGHOSTADDR"})
  void otherWaysToNameTheServerAreRefusedUnlessTheHostIsSet(String variable) {
    home.env(variable, "x").env("PGHOST", "db");
    assertThat(home.refusal()).contains(variable).contains("set postgresql.host");

    home.env("AUTHENTIK_POSTGRESQL__HOST", "db");
    assertThat(home.postgresql().host()).isEqualTo("db");
  }

  @Test
  void aWrongStandInIsNamedByItsVariable() {
    home.env("PGPORT", "x");

    assertThat(home.refusal()).contains("postgresql.port").contains("environment variable PGPORT");
  }
}
