package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class DatabaseNamesTest {
  private static final Instant NOW = Instant.parse("2020-10-03T11:55:57Z");

  @Example
  void shortNamesStayWhole() {
    assertThat(DatabaseNames.of("authentik", DatabaseRole.BEFORE, NOW))
        .isEqualTo("authentik_before_20201003115557");
  }

  @Example
  void longNamesAreCutAndEndWithSixDigitsOfAHash() {
    assertThat(DatabaseNames.of("x".repeat(63), DatabaseRole.SIDE, NOW))
        .matches("x{36}_side_20201003115557_[0-9a-f]{6}")
        .hasSize(63);
  }

  @Property
  void itsOwnNamesAreKnownAgainAndNoOthers(
      @ForAll("names") String original, @ForAll DatabaseRole role) {
    String name = DatabaseNames.of(original, role, NOW);
    assertThat(DatabaseNames.is(name, original, role)).isTrue();
    assertThat(DatabaseNames.is(name, original + "x", role)).isFalse();
    assertThat(DatabaseNames.is(name + "x", original, role)).isFalse();
    assertThat(DatabaseNames.is(original, original, role)).isFalse();
  }

  @Example
  void aNameThatIsTakenMovesToTheNextSecond() {
    Set<String> taken = Set.of("a_undone_20201003115557", "a_undone_20201003115558");
    assertThat(DatabaseNames.free("a", DatabaseRole.UNDONE, NOW, taken::contains))
        .isEqualTo("a_undone_20201003115559");
  }

  @Property
  void everyNameFitsAndIsValidUtf8(
      @ForAll("names") String name, @ForAll DatabaseRole role, @ForAll Instant at)
      throws CharacterCodingException {
    Assume.that(at.isAfter(Instant.EPOCH) && at.isBefore(Instant.parse("9999-01-01T00:00:00Z")));
    String made = DatabaseNames.of(name, role, at);
    int bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(made)).remaining();
    assertThat(bytes).isLessThanOrEqualTo(DatabaseNames.LONGEST);
    assertThat(made).contains("_" + role.word() + "_");
  }

  @Property
  void differentOriginalsNeverMeet(@ForAll("names") String one, @ForAll("names") String other) {
    Assume.that(!one.equals(other));
    assertThat(DatabaseNames.of(one, DatabaseRole.SIDE, NOW))
        .isNotEqualTo(DatabaseNames.of(other, DatabaseRole.SIDE, NOW));
    // The same long beginning is what a plain cut would confuse.
    String beginning = "é".repeat(31);
    assertThat(DatabaseNames.of(beginning + one, DatabaseRole.SIDE, NOW))
        .isNotEqualTo(DatabaseNames.of(beginning + other, DatabaseRole.SIDE, NOW));
  }

  @Property
  void rolesOfOneOriginalNeverMeet(@ForAll("names") String name) {
    assertThat(Stream.of(DatabaseRole.values()).map(role -> DatabaseNames.of(name, role, NOW)))
        .doesNotHaveDuplicates();
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.integers()
        .between(1, Character.MAX_CODE_POINT)
        .filter(point -> point < 0xD800 || point > 0xDFFF)
        .list()
        .ofMinSize(1)
        .ofMaxSize(63)
        .map(
            points ->
                points.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }
}
