package bactrian.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A file of routes as its text says it.
 *
 * @param name without the ending, as a command names it
 * @param text the file
 * @param tree the text, parsed
 */
record RouteFile(String name, String text, JsonNode tree) {
  private static final String ENDING = ".camel.yaml";

  /** Every file of routes, by name. */
  static List<RouteFile> all() {
    try {
      Path folder =
          Path.of(RouteFile.class.getResource("/routes/errors.camel.yaml").toURI()).getParent();
      List<RouteFile> files = new ArrayList<>();
      try (Stream<Path> paths = Files.list(folder)) {
        for (Path path : paths.sorted().toList()) {
          files.add(of(path.getFileName().toString(), Files.readString(path)));
        }
      }
      return files;
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RouteFile of(String file, String text) {
    if (!file.endsWith(ENDING)) {
      throw new IllegalStateException(file + " is no file of routes");
    }
    Object parsed = new Load(LoadSettings.builder().build()).loadFromString(text);
    return new RouteFile(
        file.substring(0, file.length() - ENDING.length()),
        text,
        new ObjectMapper().valueToTree(parsed));
  }

  /** The routes. */
  List<JsonNode> routes() {
    List<JsonNode> routes = new ArrayList<>();
    tree.forEach(
        item -> {
          if (item.has("route")) {
            routes.add(item.get("route"));
          }
        });
    return routes;
  }

  /** Every key with its value, wherever it stands. */
  List<Map.Entry<String, JsonNode>> keys() {
    List<Map.Entry<String, JsonNode>> keys = new ArrayList<>();
    collect(tree, keys);
    return keys;
  }

  private static void collect(JsonNode node, List<Map.Entry<String, JsonNode>> keys) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        keys.add(Map.entry(field.getKey(), field.getValue()));
        collect(field.getValue(), keys);
      }
    } else {
      node.forEach(item -> collect(item, keys));
    }
  }

  /** The addresses that the routes send to. */
  List<String> targets() {
    List<String> targets = new ArrayList<>();
    for (Map.Entry<String, JsonNode> key : keys()) {
      if (List.of("to", "toD", "wireTap", "enrich", "pollEnrich").contains(key.getKey())) {
        JsonNode uri = key.getValue().isTextual() ? key.getValue() : key.getValue().path("uri");
        targets.add(uri.asText());
      }
    }
    return targets;
  }

  @Override
  public String toString() {
    return name;
  }
}
