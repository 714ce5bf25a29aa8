package bactrian.settings;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.failure.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingKeyTest {
  @TempDir Path folder;
  private SettingsHome home;

  @BeforeEach
  void newHome() {
    home = new SettingsHome(folder);
    withBucket();
  }

  /** Without a bucket, what else is set of the store in S3 has no effect. */
  private void withBucket() {
    home.env("AUTHENTIK_POSTGRESQL__S3_BACKUP__BUCKET", "bucket")
        .env("AUTHENTIK_POSTGRESQL__S3_BACKUP__ACCESS_KEY", "access")
        .env("AUTHENTIK_POSTGRESQL__S3_BACKUP__SECRET_KEY", "secret");
  }

  @ParameterizedTest
  @EnumSource
  void everyKeyHasAnEffect(SettingKey key) {
    String before = revealed(home.loaded().settings());
    home.env(key.environmentVariable(), sample(key));

    assertThat(revealed(home.loaded().settings())).isNotEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void aFileSetsTheSameAsTheVariable(SettingKey key) {
    home.env(key.environmentVariable(), sample(key));
    String byVariable = revealed(home.loaded().settings());
    home.environment.clear();
    withBucket();
    home.environment.remove(key.environmentVariable());
    home.config(nested(key));

    assertThat(revealed(home.loaded().settings())).isEqualTo(byVariable);
  }

  @Test
  void thePageOfSettingsHasOneRowForEveryKeyAndNoOther() throws IOException {
    List<String> rows =
        page().lines().filter(line -> line.startsWith("| `postgresql.")).sorted().toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(SettingKey.values()).map(SettingKeyTest::row).sorted().toList());
  }

  @Test
  void thePageOfSettingsMentionsOnlyKnownVariables() throws IOException {
    TreeSet<String> known = new TreeSet<>();
    for (SettingKey key : SettingKey.values()) {
      known.add(key.environmentVariable());
    }
    Matcher mentioned = Pattern.compile("AUTHENTIK_POSTGRESQL__[A-Z0-9_]+").matcher(page());

    assertThat(mentioned.results().map(java.util.regex.MatchResult::group).toList())
        .isNotEmpty()
        .allMatch(known::contains);
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/settings.md"));
  }

  private static String row(SettingKey key) {
    String text = key.defaultText().isEmpty() ? "none" : "`" + key.defaultText() + "`";
    return "| `%s` | %s | %s | %s |"
        .formatted(
            key.path(), key.kind().name().toLowerCase(java.util.Locale.ROOT), text, key.about());
  }

  private static String nested(SettingKey key) {
    StringBuilder yaml = new StringBuilder();
    String indent = "";
    for (String part : key.path().split("\\.", -1)) {
      yaml.append(yaml.isEmpty() ? "" : "\n").append(indent).append(part).append(":");
      indent += "  ";
    }
    return yaml + " '" + sample(key).replace("'", "''") + "'";
  }

  /** All that the record holds, with its secrets. */
  private static String revealed(Settings settings) {
    return settings
        + settings.postgresql().password().map(Secret::reveal).orElse("-")
        + settings.postgresql().backup().admin().password().map(Secret::reveal).orElse("-")
        + settings.postgresql().backup().verify().password().map(Secret::reveal).orElse("-")
        + Stream.of(true, false)
            .flatMap(succeeded -> settings.postgresql().backup().notified().of(succeeded).stream())
            .map(endpoint -> endpoint.place() + endpoint.uri().reveal())
            .toList()
        + settings.s3().flatMap(Settings.S3::keys).map(SettingKeyTest::revealed).orElse("-");
  }

  private static String revealed(Settings.S3.Keys keys) {
    return keys.access().reveal() + keys.secret().reveal();
  }

  /** A good value that is not the default. */
  private static String sample(SettingKey key) {
    return switch (key) {
      case SSLMODE -> "require";
      case BACKUP_VERIFY_LEVEL -> "checksum";
      case BACKUP_ENABLED -> "false";
      case BACKUP_SCHEDULE, BACKUP_VERIFY_SCHEDULE -> "0 30 1 * * ?";
      case BACKUP_TIMEZONE -> "Europe/Berlin";
      case BACKUP_COMPRESSION_LEVEL -> "3";
      case BACKUP_ROLE_PASSWORDS -> "true";
      case BACKUP_LOCK_TIMEOUT -> "4m";
      case BACKUP_STALL_TIMEOUT -> "11m";
      case BACKUP_KEEP_WITHIN -> "7d";
      case BACKUP_VERSION_QUERY -> "SELECT 'a', 'b'";
      case BACKUP_STORES -> "local,s3";
      case BACKUP_AGE_RECIPIENTS ->
          "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
      case BACKUP_METRICS_LISTEN -> "127.0.0.1:9464";
      case S3_HOST -> "https://minio.example.org:9000";
      case S3_INSECURE_SKIP_VERIFY, S3_PATH_STYLE, S3_EQUAL_PARTS -> "true";
      case S3_STORAGE_CLASS -> "STANDARD_IA";
      case S3_SSE -> "AES256";
      case S3_CHECKSUMS -> "required";
      case S3_MAX_PARTS -> "1000";
      case NOTIFY_SUCCESS, NOTIFY_FAILURE, NOTIFY_ALWAYS -> "https://example.org/1,smtp:b?to=c,d";
      default ->
          switch (key.kind()) {
            case INTEGER -> "17";
            case PATH -> "/some/where";
            default -> "something";
          };
    };
  }
}
