package bactrian.store;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** How large the parts of an upload are, whatever its length. */
class PartSizesTest {
  private static final long MIB = 1024 * 1024;
  private static final long GIB = 1024 * MIB;
  private static final long TIB = 1024 * GIB;

  @Property
  void noPartIsSmallerThanAllowedNorLargerThanAFileCanHold(
      @ForAll @LongRange(min = 0, max = 5 * TIB) long expected,
      @ForAll @IntRange(min = 100, max = 10_000) int maxParts,
      @ForAll boolean equal,
      @ForAll @IntRange(min = 1, max = 10_000) int number) {
    long size = PartSizes.of(expected, maxParts, equal).size(Math.min(number, maxParts));

    assertThat(size).isBetween(5 * MIB, 2 * GIB - 1);
  }

  @Property
  void aPartIsNeverSmallerThanTheOneBefore(
      @ForAll @LongRange(min = 0, max = 5 * TIB) long expected,
      @ForAll @IntRange(min = 100, max = 10_000) int maxParts,
      @ForAll boolean equal,
      @ForAll @IntRange(min = 2, max = 10_000) int number) {
    PartSizes sizes = PartSizes.of(expected, maxParts, equal);
    int last = Math.min(number, maxParts);

    assertThat(sizes.size(last)).isGreaterThanOrEqualTo(sizes.size(last - 1));
    if (equal) {
      assertThat(sizes.size(last)).isEqualTo(sizes.size(1));
    }
  }

  @Property(tries = 50)
  void twiceOfWhatIsExpectedFits(
      @ForAll @LongRange(min = 1, max = 900 * GIB) long expected,
      @ForAll @IntRange(min = 1_000, max = 10_000) int maxParts,
      @ForAll boolean equal) {
    assertThat(reach(PartSizes.of(expected, maxParts, equal), maxParts))
        .isGreaterThanOrEqualTo(2 * expected);
  }

  @Test
  void nothingThatS3TakesIsOutOfReach() {
    assertThat(reach(PartSizes.of(0, 10_000, false), 10_000)).isGreaterThan(5 * TIB);
  }

  @Test
  void threeHundredGibibytesNeedNoFile() {
    PartSizes sizes = PartSizes.of(0, 10_000, false);
    long inMemory = 0;
    for (int number = 1; sizes.size(number) <= PartSizes.LARGEST_IN_MEMORY; number++) {
      inMemory += sizes.size(number);
    }

    assertThat(inMemory).isGreaterThan(300 * GIB);
    assertThat(PartSizes.of(300 * GIB, 10_000, false).needsFile()).isFalse();
    assertThat(PartSizes.of(1_000 * GIB, 10_000, true).needsFile()).isTrue();
  }

  private static long reach(PartSizes sizes, int maxParts) {
    long all = 0;
    for (int number = 1; number <= maxParts; number++) {
      all += sizes.size(number);
    }
    return all;
  }
}
