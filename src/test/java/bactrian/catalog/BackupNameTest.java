package bactrian.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupNameTest {
  private static final String SEED = "default-2020-10-03-115557.psql";

  @Test
  void readsTheNameThatTheDocumentationShows() {
    assertThat(BackupName.parse(SEED))
        .contains(new BackupName("default", Instant.parse("2020-10-03T11:55:57Z")));
  }

  @Property
  @Domain(Names.class)
  void everyNameIsReadBackAsItWasWritten(@ForAll BackupName name) {
    assertThat(BackupName.parse(name.toString())).contains(name);
  }

  @Property
  void whateverIsReadPrintsBackToTheSameText(@ForAll String text) {
    assertThat(BackupName.parse(text).map(BackupName::toString).orElse(text)).isEqualTo(text);
  }

  @Property
  @Domain(Names.class)
  void namesOfOneAliasSortAsTheirInstantsDo(@ForAll BackupName one, @ForAll BackupName other) {
    BackupName sameAlias = new BackupName(one.alias(), other.taken());
    assertThat(Integer.signum(one.compareTo(sameAlias)))
        .isEqualTo(Integer.signum(one.taken().compareTo(other.taken())))
        .isEqualTo(Integer.signum(one.toString().compareTo(sameAlias.toString())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "default",
        "default-2020-10-03-115557",
        "default-2020-10-03-115557.sql",
        "default-2020-10-03-115557.psql.zst",
        "default-2020-10-03-115557.psql\n",
        " default-2020-10-03-115557.psql",
        "Default-2020-10-03-115557.psql",
        "_default-2020-10-03-115557.psql",
        "de-fault-2020-10-03-115557.psql",
        "défaut-2020-10-03-115557.psql",
        "-2020-10-03-115557.psql",
        "default-2021-02-29-115557.psql",
        "default-2020-04-31-115557.psql",
        "default-2020-13-01-115557.psql",
        "default-2020-00-01-115557.psql",
        "default-2020-10-03-240000.psql",
        "default-2020-10-03-115960.psql",
        "default-2020-10-03-11555.psql",
        "default-1969-12-31-235959.psql",
        "default-12020-10-03-115557.psql",
        "default-٢٠٢٠-10-03-115557.psql",
        "../default-2020-10-03-115557.psql",
        "backups/default-2020-10-03-115557.psql",
        "default-2020-10-03-115557.psql\0",
      })
  void refusesWhatIsNotExactlyAName(String text) {
    assertThat(BackupName.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".zst",
        ".zst.age",
        ".index.zst",
        ".index.zst.age",
        ".globals.zst",
        ".globals.zst.age",
        ".manifest.json",
        ".hold",
        ".proof-20201004T000000Z.json"
      })
  void anOperatorMayGiveTheNameOfAnyFileOfTheBackup(String suffix) {
    assertThat(BackupName.fromUser(SEED + suffix)).map(BackupName::toString).contains(SEED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./" + SEED,
        "../" + SEED,
        "/backups/" + SEED + ".zst",
        SEED + "/",
        SEED + "\0.zst",
        SEED + ".gz",
        SEED + ".manifest.json.age",
        SEED + ".age",
        SEED + " "
      })
  void anOperatorMayGiveNothingElse(String text) {
    assertThat(BackupName.fromUser(text)).isEmpty();
  }

  @Test
  void cannotBeMadeOfPartsThatNoNameHolds() {
    Instant whole = Instant.parse("2020-10-03T11:55:57Z");
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> attempts =
        List.of(
            () -> new BackupName("a-b", whole),
            () -> new BackupName("", whole),
            () -> new BackupName("a", whole.plusMillis(1)),
            () -> new BackupName("a", Instant.EPOCH.minusSeconds(1)),
            () -> new BackupName("a", Instant.parse("+10000-01-01T00:00:00Z")));
    assertThat(attempts)
        .allSatisfy(attempt -> assertThatIllegalArgumentException().isThrownBy(attempt));
  }
}
