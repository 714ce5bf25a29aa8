package bactrian.verify;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong with one copy: all of it is counted, and the first of it told. */
final class Findings {
  private static final int MOST = 20;
  private final List<String> told = new ArrayList<>();
  private int count;

  void add(String sentence) {
    count++;
    if (told.size() < MOST) {
      told.add(sentence);
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** One sentence each; of many the first, and how many more there are. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>(told);
    if (count > told.size()) {
      sentences.add("And %d places more.".formatted(count - told.size()));
    }
    return sentences;
  }
}
