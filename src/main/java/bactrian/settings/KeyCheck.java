package bactrian.settings;

import bactrian.failure.RunFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Looks for keys that nobody will read, and for values of the wrong shape. */
final class KeyCheck {
  private static final List<String> STRICT = List.of("postgresql.backup.", "postgresql.s3_backup.");
  private static final List<String> KEYS =
      Arrays.stream(SettingKey.values()).map(SettingKey::path).toList();
  private static final Set<String> SECTIONS = sections();

  private final List<String> warnings = new ArrayList<>();

  private KeyCheck() {}

  /**
   * Checks all that is written under {@code postgresql}.
   *
   * @return one sentence for each key that looks like a mistake but may be the application's
   * @throws RunFailure (usage) for an unknown key in a section that is ours alone, for a value
   *     where keys are expected, and for keys or a list where one value is expected
   */
  static List<String> check(Value.Branch written, Map<String, String> environment) {
    KeyCheck check = new KeyCheck();
    check.walk("", written);
    check.singleUnderscores(environment);
    return List.copyOf(check.warnings);
  }

  private void walk(String parent, Value.Branch branch) {
    branch
        .children()
        .forEach(
            (name, value) -> {
              String path = parent + name;
              if (SettingKey.at(path).isPresent()) {
                shape(SettingKey.at(path).get(), value);
              } else if (SECTIONS.contains(path)) {
                section(path, value);
              } else {
                unknown(path, value);
              }
            });
  }

  private static void shape(SettingKey key, Value value) {
    if (value instanceof Value.Branch) {
      throw RunFailure.usage(
          key.path()
              + " (from "
              + deepest(value).origin()
              + ") takes a value, not keys below it; write its value there.");
    }
    boolean list = key.kind() == SettingKey.Kind.LIST;
    if (value instanceof Value.Items items
        && !(list && items.items().stream().allMatch(Value.Text.class::isInstance))) {
      throw RunFailure.usage(
          key.path()
              + " (from "
              + value.origin()
              + (list
                  ? ") takes a list of plain values; write them without anything nested."
                  : ") takes one value, not a list; write one value there."));
    }
  }

  private void section(String path, Value value) {
    if (value instanceof Value.Branch branch) {
      walk(path + ".", branch);
    } else if (!(value instanceof Value.Text text && text.text().isEmpty())) {
      throw RunFailure.usage(
          path
              + " (from "
              + value.origin()
              + ") takes keys below it, not a value; write one such as "
              + KEYS.stream().filter(key -> key.startsWith(path + ".")).findFirst().orElseThrow()
              + ".");
    }
  }

  private void unknown(String path, Value value) {
    String origin = deepest(value).origin();
    if (STRICT.stream().anyMatch(path::startsWith)) {
      throw RunFailure.usage(
          path
              + " (from "
              + origin
              + ") is not a setting; the nearest one is "
              + NearestName.among(KEYS, path)
              + ".");
    }
    String name = path.substring(path.lastIndexOf('.') + 1);
    beside(path).stream()
        .filter(known -> NearestName.mistakable(known.substring(known.lastIndexOf('.') + 1), name))
        .findFirst()
        .ifPresent(
            known ->
                warnings.add(
                    path
                        + " (from "
                        + origin
                        + ") is not a setting of ours and was ignored; if "
                        + known
                        + " was meant, correct it."));
  }

  /** The known keys and sections in the same section as a path. */
  private static List<String> beside(String path) {
    String section = path.substring(0, path.lastIndexOf('.') + 1);
    TreeSet<String> known = new TreeSet<>(SECTIONS);
    known.addAll(KEYS);
    return known.stream()
        .filter(key -> key.startsWith(section) && key.indexOf('.', section.length()) < 0)
        .toList();
  }

  /**
   * A variable with one underscore where two belong sets nothing. Those that Kubernetes makes for a
   * service of the name authentik-postgresql are not mistakes.
   */
  private void singleUnderscores(Map<String, String> environment) {
    Map<String, String> meant = new HashMap<>();
    for (SettingKey key : SettingKey.values()) {
      String variable = key.environmentVariable();
      meant.put(variable.replace("__", "_"), variable);
    }
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              String known = meant.get(name.replace("__", "_"));
              if (known != null && !known.equals(name) && !text.contains("://")) {
                warnings.add(
                    EnvironmentLayer.origin(name)
                        + " was ignored; if a setting was meant, write "
                        + known
                        + ".");
              }
            });
  }

  private static Value deepest(Value value) {
    return value instanceof Value.Branch branch && !branch.children().isEmpty()
        ? deepest(branch.children().values().iterator().next())
        : value;
  }

  private static Set<String> sections() {
    TreeSet<String> sections = new TreeSet<>();
    for (String key : KEYS) {
      for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
        sections.add(key.substring(0, dot));
      }
    }
    return sections;
  }
}
