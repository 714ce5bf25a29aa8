package bactrian.settings;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.seal.AgeKeys;
import bactrian.seal.Recipient;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who can open the backups, as files and variables name them. */
class AgeReaderTest {
  @TempDir Path folder;
  private SettingsHome home;

  @BeforeEach
  void newHome() {
    home = new SettingsHome(folder);
  }

  @Test
  void recipientsMayStandInAFileOneOnEachLine() {
    String one = AgeKeys.made().publicKey();
    String two = AgeKeys.made().publicKey();
    Path file = home.file("recipients", "# ours\n" + one + "\n\n# spare\n" + two + "\n");
    home.env("AUTHENTIK_POSTGRESQL__BACKUP__AGE_RECIPIENTS", "file://" + file);

    assertThat(home.backup().age().recipients())
        .extracting(Recipient::text)
        .containsExactly(one, two);
  }

  @Test
  void passwordsOfRolesAreKeptByThemselvesOnlyWhereBackupsAreSealed() {
    home.env("AUTHENTIK_POSTGRESQL__BACKUP__AGE_RECIPIENTS", AgeKeys.made().publicKey());
    assertThat(home.backup().rolePasswords()).isTrue();

    home.env("AUTHENTIK_POSTGRESQL__BACKUP__ROLE_PASSWORDS", "false");
    assertThat(home.backup().rolePasswords()).isFalse();
  }

  @Test
  void aPathOfTheIdentityStartsAtTheWorkingDirectory() {
    home.env("AUTHENTIK_POSTGRESQL__BACKUP__AGE_IDENTITY", "keys/backup.key");

    assertThat(home.backup().age().identity()).contains(home.work.resolve("keys/backup.key"));
  }

  @Test
  void theContentOfAnIdentityInThePlaceOfItsPathIsRefusedAndNotShown() {
    AgeKeys keys = AgeKeys.made();
    home.env("AUTHENTIK_POSTGRESQL__BACKUP__AGE_IDENTITY", "file://" + keys.file());

    assertThat(home.refusal())
        .contains("must be the path of the file", "leave file:// out")
        .doesNotContain(keys.secret());
  }
}
