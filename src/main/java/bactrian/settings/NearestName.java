package bactrian.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what somebody probably meant to write. */
final class NearestName {
  private NearestName() {}

  /** The candidate with the fewest edits from the name, the first of several in their order. */
  static String among(Collection<String> candidates, String name) {
    return candidates.stream()
        .sorted()
        .min(Comparator.comparingInt(candidate -> edits(candidate, name)))
        .orElseThrow();
  }

  /** Whether somebody who wrote the name is likely to have meant the other one. */
  static boolean mistakable(String meant, String name) {
    int allowed = meant.length() > 4 ? 2 : 1;
    return edits(meant, name) <= allowed;
  }

  /**
   * How many letters to insert, delete, replace or swap with their neighbour (the optimal string
   * alignment distance), whatever their case.
   */
  static int edits(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int differs = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        least = Math.min(least, cost[i - 1][j - 1] + differs);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
