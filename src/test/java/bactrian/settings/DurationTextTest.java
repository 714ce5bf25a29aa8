package bactrian.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DurationTextTest {
  @Property
  void whatIsWrittenIsReadBack(
      @ForAll @LongRange(min = 0, max = 86_400L * 400_000) long seconds,
      @ForAll @LongRange(min = 0, max = 1) long nanos) {
    Duration span = Duration.ofSeconds(seconds, nanos);

    assertThat(DurationText.parse(DurationText.format(span))).contains(span);
    assertThat(DurationText.parse(span.toString())).contains(span);
  }

  @Property
  void unitsAddUp(@ForAll @LongRange(min = 0, max = 999) long count) {
    assertThat(DurationText.parse(count + "h" + count + "m"))
        .contains(Duration.ofHours(count).plusMinutes(count));
  }

  @Property
  void anyOtherTextIsRefusedWithoutAnException(@ForAll String text) {
    assertThat(DurationText.parse(text))
        .satisfiesAnyOf(
            parsed -> assertThat(parsed).isEmpty(),
            parsed -> assertThat(text).matches("([0-9]+[wdhms])+|P.*"));
  }

  @Example
  void spansAreWrittenAsOperatorsWriteThem() {
    assertThat(DurationText.parse("90s")).contains(Duration.ofSeconds(90));
    assertThat(DurationText.parse("1h30m")).contains(Duration.ofMinutes(90));
    assertThat(DurationText.parse("2w")).contains(Duration.ofDays(14));
    assertThat(DurationText.parse("PT5M")).contains(Duration.ofMinutes(5));
    assertThat(DurationText.format(Duration.ofSeconds(90_061))).isEqualTo("1d1h1m1s");
    for (String wrong : List.of("", "5", "m", "5M", "5 m", "-5m", "PT-5M", "1m1h", "9999999999s")) {
      assertThat(DurationText.parse(wrong)).as(wrong).isEmpty();
    }
  }
}
