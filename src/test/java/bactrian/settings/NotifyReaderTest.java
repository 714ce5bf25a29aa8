package bactrian.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is to be told, as files and variables name them. */
class NotifyReaderTest {
  private static final String CANARY = "canary7";

  @TempDir Path folder;
  private SettingsHome home;

  @BeforeEach
  void newHome() {
    home = new SettingsHome(folder);
  }

  @Test
  void whoIsToldMayHaveCommasInItsAddress() {
    home.env(
        "AUTHENTIK_POSTGRESQL__BACKUP__NOTIFY__ALWAYS",
        "smtp://mail.example.org?to=a@example.org,b@example.org, https://example.org/hook,file:/tmp/a");
    home.config(
        "postgresql:",
        "  backup: {notify: {failure: ['https://example.org/a,b', 'https://example.org/hook']}}");

    assertThat(home.backup().notified().of(false))
        .extracting(endpoint -> endpoint.uri().reveal())
        .containsExactly(
            "https://example.org/a,b",
            "https://example.org/hook",
            "smtp://mail.example.org?to=a@example.org,b@example.org",
            "file:/tmp/a");
    assertThat(home.backup().notified().of(true))
        .extracting(NotifyEndpoint::place)
        .containsExactly(
            "postgresql.backup.notify.always, item 1",
            "postgresql.backup.notify.always, item 2",
            "postgresql.backup.notify.always, item 3");
  }

  @Test
  void anAddressThatIsASecretComesFromAFileOfItsOwn() {
    Path one = home.file("one", "https://example.org/one\n");
    Path two = home.file("two", "https://example.org/two\nfile:/tmp/b\n");
    home.env(
        "AUTHENTIK_POSTGRESQL__BACKUP__NOTIFY__ALWAYS",
        "file:/tmp/a,file://" + one + ",file://" + two);

    assertThat(home.backup().notified().of(true))
        .extracting(endpoint -> endpoint.uri().reveal())
        .containsExactly(
            "file:/tmp/a", "https://example.org/one", "https://example.org/two", "file:/tmp/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"htps://" + CANARY, "direct:" + CANARY, "exec:" + CANARY, "https:"})
  void whoCannotBeToldIsRefusedAtOnce(String endpoint) {
    home.env("AUTHENTIK_POSTGRESQL__BACKUP__NOTIFY__FAILURE", "https://example.org/1," + endpoint);

    assertThat(home.refusal())
        .startsWith(
            "postgresql.backup.notify.failure, item 2 (from environment variable"
                + " AUTHENTIK_POSTGRESQL__BACKUP__NOTIFY__FAILURE) must begin with http:")
        .doesNotContain(CANARY);
  }
}
