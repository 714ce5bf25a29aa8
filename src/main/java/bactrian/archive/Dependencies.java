package bactrian.archive;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The dump ids that an entry depends on, in the archive's order; immutable, four bytes each. */
public final class Dependencies {
  /** No dependencies. */
  public static final Dependencies NONE = new Dependencies(new int[0]);

  private final int[] dumpIds;

  private Dependencies(int[] dumpIds) {
    this.dumpIds = dumpIds;
  }

  /** These dump ids; the array is copied. */
  public static Dependencies of(int... dumpIds) {
    return dumpIds.length == 0 ? NONE : new Dependencies(dumpIds.clone());
  }

  /** How many there are. */
  public int size() {
    return dumpIds.length;
  }

  /** Whether this dump id is among them. */
  public boolean contains(int dumpId) {
    for (int candidate : dumpIds) {
      if (candidate == dumpId) {
        return true;
      }
    }
    return false;
  }

  /** The dump ids in the archive's order. */
  public IntStream stream() {
    return Arrays.stream(dumpIds);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dependencies that && Arrays.equals(dumpIds, that.dumpIds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dumpIds);
  }

  @Override
  public String toString() {
    return Arrays.toString(dumpIds);
  }
}
