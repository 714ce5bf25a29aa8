package bactrian.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings among the environment variables: {@code AUTHENTIK_} and the path, with {@code __}
 * between its parts. A single underscore separates nothing, so that the variables that Kubernetes
 * makes for a service, such as {@code AUTHENTIK_POSTGRESQL_PORT=tcp://…}, are not settings.
 */
final class EnvironmentLayer {
  static final String PREFIX = "AUTHENTIK_";

  private EnvironmentLayer() {}

  /** What the environment sets under {@code postgresql}. */
  static Value.Branch of(Map<String, String> environment) {
    Value.Branch layer = Value.Branch.empty("the environment");
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (name.startsWith(PREFIX)) {
        String path = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
        List<String> parts = Arrays.asList(path.split("__", -1));
        if (parts.get(0).equals(YamlFile.ROOT)) {
          String origin = origin(name);
          layer = layer.under(nest(parts, new Value.Text(variable.getValue(), origin), origin));
        }
      }
    }
    return layer;
  }

  /** How sentences name a variable. */
  static String origin(String variable) {
    return "environment variable " + variable;
  }

  private static Value.Branch nest(List<String> parts, Value.Text text, String origin) {
    List<String> rest = parts.subList(1, parts.size());
    Value value = rest.isEmpty() ? text : nest(rest, text, origin);
    return new Value.Branch(Map.of(parts.get(0), value), origin);
  }
}
