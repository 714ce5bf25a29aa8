package bactrian.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What Helm makes of the chart in {@code helm/} for the release {@code authentik}.
 *
 * @param objects the manifests
 */
record RenderedChart(List<JsonNode> objects) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Renders the chart.
   *
   * @param values the text of a values file
   */
  static RenderedChart of(String values) throws IOException {
    Path folder = Files.createTempDirectory("bactrian-chart-");
    try {
      Path chart = copyWithoutHooks(folder.resolve("chart"));
      Path file = Files.writeString(folder.resolve("values.yaml"), values);
      String text =
          new Helm(chart)
              .template()
              .withName("authentik")
              .withNamespace("identity")
              .withKubeVersion("1.31.0")
              .withValuesFile(file)
              .call();
      List<JsonNode> objects = new ArrayList<>();
      for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
        if (document != null) {
          objects.add(JSON.valueToTree(document));
        }
      }
      return new RenderedChart(objects);
    } finally {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** Helm renders no hook where it installs nothing: what is one is made an object like others. */
  private static Path copyWithoutHooks(Path copy) throws IOException {
    Path chart = Path.of("helm");
    try (Stream<Path> paths = Files.walk(chart)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(chart.relativize(path).toString());
        Files.createDirectories(to.getParent());
        Files.writeString(to, Files.readString(path).replace("helm.sh/hook", "hook"));
      }
    }
    return copy;
  }

  /** The one object of a kind. */
  JsonNode the(String kind) {
    List<JsonNode> found = all(kind);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " of " + kind);
    }
    return found.get(0);
  }

  /** The objects of a kind. */
  List<JsonNode> all(String kind) {
    return objects.stream().filter(object -> object.get("kind").asText().equals(kind)).toList();
  }

  /** The specification of the worker's pod. */
  JsonNode pod() {
    return the("Deployment").at("/spec/template/spec");
  }

  /** The environment that the worker gets from the rendered objects. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    the("ConfigMap")
        .get("data")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().textValue()));
    the("Secret")
        .get("stringData")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().textValue()));
    return environment;
  }
}
