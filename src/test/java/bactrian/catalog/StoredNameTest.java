package bactrian.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredNameTest {
  private static final BackupName BACKUP =
      BackupName.parse("default-2020-10-03-115557.psql").orElseThrow();

  @Test
  void printsEveryKindAsTheContractSays() {
    assertThat(StoredName.archive(BACKUP, false)).hasToString(BACKUP + ".zst");
    assertThat(StoredName.archive(BACKUP, true)).hasToString(BACKUP + ".zst.age");
    assertThat(StoredName.index(BACKUP, false)).hasToString(BACKUP + ".index.zst");
    assertThat(StoredName.index(BACKUP, true)).hasToString(BACKUP + ".index.zst.age");
    assertThat(StoredName.globals(BACKUP, false)).hasToString(BACKUP + ".globals.zst");
    assertThat(StoredName.globals(BACKUP, true)).hasToString(BACKUP + ".globals.zst.age");
    assertThat(StoredName.manifest(BACKUP)).hasToString(BACKUP + ".manifest.json");
    assertThat(StoredName.hold(BACKUP)).hasToString(BACKUP + ".hold");
    assertThat(StoredName.proof(BACKUP, Instant.parse("2020-10-04T03:00:01.9Z")))
        .hasToString(BACKUP + ".proof-20201004T030001Z.json");
  }

  @Property
  @Domain(Names.class)
  void everyNameIsReadBackAsItWasWritten(@ForAll StoredName name) {
    assertThat(StoredName.parse(name.toString())).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".psql",
        ".gz",
        ".zst.gz",
        ".zst.age.age",
        ".ZST",
        ".index",
        ".index.zst.tmp",
        ".hold.age",
        ".manifest.json.age",
        ".manifest.json~",
        ".proof-.json",
        ".proof-20210229T000000Z.json",
        ".proof-20201004T030001Z.json.age",
        ".proof-2020-10-04T03:00:01Z.json",
        ".psql.zst",
        "/.zst",
        ".zst\n"
      })
  void whatDoesNotPrintBackIsNotOurs(String suffix) {
    assertThat(StoredName.parse(BACKUP + suffix)).isEmpty();
  }

  @Test
  void cannotBeMadeOfPartsThatDoNotGoTogether() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoredName(BACKUP, StoredName.Kind.HOLD, true, Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoredName(BACKUP, StoredName.Kind.PROOF, false, Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new StoredName(BACKUP, StoredName.Kind.ARCHIVE, false, Optional.of(Instant.EPOCH)));
  }
}
