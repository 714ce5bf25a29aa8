package bactrian.settings;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A value as it was written, before anybody knows what it means, and where it was written. */
sealed interface Value {
  /** Where it was written, such as {@code /etc/authentik/config.yml, line 3}. */
  String origin();

  /** Text, exactly as written; empty for YAML's null. */
  record Text(String text, String origin) implements Value {}

  /** A YAML list. */
  record Items(List<Value> items, String origin) implements Value {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** Keys and their values, in the order of the keys. */
  record Branch(Map<String, Value> children, String origin) implements Value {
    public Branch {
      children = Collections.unmodifiableMap(new TreeMap<>(children));
    }

    /** No keys at all. */
    static Branch empty(String origin) {
      return new Branch(Map.of(), origin);
    }

    /**
     * This branch with all of another one over it: branches are merged, of anything else the upper
     * one stays. A heading with nothing below it takes nothing away.
     */
    Branch under(Branch upper) {
      Map<String, Value> merged = new TreeMap<>(children);
      upper.children.forEach((key, value) -> merged.merge(key, value, Branch::join));
      return new Branch(merged, upper.origin);
    }

    private static Value join(Value lower, Value upper) {
      if (lower instanceof Branch below) {
        if (upper instanceof Branch above) {
          return below.under(above);
        }
        if (upper instanceof Text text && text.text().isEmpty()) {
          return below;
        }
      }
      return upper;
    }
  }
}
