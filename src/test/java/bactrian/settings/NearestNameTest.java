package bactrian.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  @Test
  void countsInsertedDeletedReplacedAndSwappedLetters() {
    assertThat(NearestName.edits("host", "hosts")).isEqualTo(1);
    assertThat(NearestName.edits("host", "hst")).isEqualTo(1);
    assertThat(NearestName.edits("host", "hose")).isEqualTo(1);
    assertThat(NearestName.edits("port", "prot")).isEqualTo(1);
    assertThat(NearestName.edits("port", "PORT")).isZero();
    assertThat(NearestName.edits("", "abc")).isEqualTo(3);
  }

  @Test
  void aShortNameIsMistakableByOneLetterAndALongOneByTwo() {
    assertThat(NearestName.mistakable("host", "test")).isFalse();
    assertThat(NearestName.mistakable("host", "hots")).isTrue();
    assertThat(NearestName.mistakable("sslmode", "slmod")).isTrue();
  }

  @Test
  void theNearestIsFound() {
    assertThat(NearestName.among(List.of("keep_weekly", "keep_daily"), "keep_dayly"))
        .isEqualTo("keep_daily");
  }

  @Property
  void theCountIsTheSameBothWaysAndZeroForTheSameName(@ForAll String one, @ForAll String other) {
    assertThat(NearestName.edits(one, other)).isEqualTo(NearestName.edits(other, one));
    assertThat(NearestName.edits(one, one)).isZero();
  }
}
