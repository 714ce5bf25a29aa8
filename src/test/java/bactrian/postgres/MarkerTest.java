package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

final class MarkerTest {
  private static final Marker MARKER =
      new Marker(
          "a_before_1",
          DatabaseRole.BEFORE,
          "a",
          "it's \"mine\"",
          "r1",
          Instant.parse("2026-01-02T03:04:05Z"),
          7);

  @Property
  void saysAgainWhatItSaid(
      @ForAll String name,
      @ForAll DatabaseRole role,
      @ForAll String original,
      @ForAll String comment,
      @ForAll boolean hasComment,
      @ForAll @LongRange(min = 0) long writes) {
    Marker marker =
        new Marker(name, role, original, hasComment ? comment : null, "run", MARKER.at(), writes);
    assertThat(Marker.parse(name, marker.text())).contains(marker);
  }

  @Property
  void noOtherTextIsAMarker(@ForAll String comment) {
    assertThat(Marker.parse("a_before_1", comment)).isEmpty();
    assertThat(Marker.parse("a_before_1", "{" + comment)).isEmpty();
  }

  @Example
  void noCommentIsNoMarker() {
    assertThat(Marker.parse("a_before_1", null)).isEmpty();
  }

  @Example
  void aDatabaseThatSomebodyRenamedIsNotOurs() {
    assertThat(Marker.parse("a_kept", MARKER.text())).isEmpty();
  }

  @Example
  void anythingAddedMissingOrOfAnotherKindMakesItNoMarker() {
    String text = MARKER.text();
    for (String other :
        new String[] {
          text + "x",
          text + "{}",
          " " + text,
          text.replace("\"bactrian\":1", "\"bactrian\":2"),
          text.replace("\"bactrian\":1", "\"bactrian\":\"1\""),
          text.replace("\"writes\":7", "\"writes\":7.5"),
          text.replace("\"writes\":7", "\"writes\":7,\"more\":1"),
          text.replace("\"writes\":7", "\"writes\":7,\"writes\":7"),
          text.replace(",\"writes\":7", ""),
          text.replace("\"before\"", "\"after\""),
          text.replace("\"before\"", "\"BEFORE\""),
          text.replace("2026-01-02", "2026-13-02"),
          text.replace("\"run\":\"r1\"", "\"run\":null"),
        }) {
      assertThat(other).isNotEqualTo(text);
      assertThat(Marker.parse("a_before_1", other)).as(other).isEmpty();
    }
    assertThat(Marker.parse("a_before_1", text)).contains(MARKER);
  }
}
