package bactrian.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.catalog.Proof;
import bactrian.schedule.Slots;
import bactrian.settings.Settings;
import bactrian.settings.SettingsLoader;
import bactrian.stream.Progress;
import bactrian.verify.ServiceProofs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the files of routes may say, and that all they name is there. */
class RouteFilesTest {
  private static final Pattern BEAN_IN_TEXT =
      Pattern.compile("\\$\\{(?:bean:|ref:)(\\w+)|=#(?:bean:)?(\\w+)");
  private static final String HOSTILE = "a{{b}}${c}#?&% '\"";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*}");

  @TempDir private static Path folder;
  private static Beans shared;

  @BeforeAll
  static void makeBeans() {
    shared = beans();
  }

  @AfterAll
  static void closeBeans() {
    shared.close();
  }

  static List<RouteFile> files() {
    return RouteFile.all();
  }

  @Test
  void allFilesStartTogether() {
    String[] names = files().stream().map(RouteFile::name).toArray(String[]::new);

    for (RouteSet all : List.of(RouteSet.of(names), RouteSet.managed(names))) {
      assertThatCode(() -> Program.start(beans(), all, Optional.of(service())).close())
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileIsWhatTheSchemaOfTheLanguageAllows(RouteFile file) throws Exception {
    assertThat(schema().validate(file.tree())).isEmpty();
  }

  @Test
  void theSchemaRefusesAMisspeltStep() throws Exception {
    JsonNode misspelt =
        new ObjectMapper()
            .readTree(
                """
                [{"route": {"id": "a", "from": {"uri": "direct:a",
                  "steps": [{"setBodyy": {"constant": "b"}}]}}}]
                """);

    assertThat(schema().validate(misspelt)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyBeanThatAFileNamesIsBound(RouteFile file) {
    assertThat(named().keySet()).containsAll(beansIn(file));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyTargetInsideTheProgramHasAConsumer(RouteFile file) {
    List<String> consumers =
        files().stream()
            .flatMap(each -> each.routes().stream())
            .map(route -> route.path("from").path("uri").asText())
            .toList();

    for (String target : file.targets()) {
      if (target.startsWith("direct:")) {
        assertThat(consumers).as(file + " sends to " + target).anyMatch(matching(target));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyRouteHasAnIdAndSaysWhatItDoes(RouteFile file) {
    for (JsonNode route : file.routes()) {
      assertThat(route.path("id").asText()).as("id of " + route).isNotBlank();
      assertThat(route.path("description").asText())
          .as("description of " + route.path("id"))
          .isNotBlank();
    }
  }

  @Test
  void noTwoRoutesShareAnId() {
    assertThat(
            files().stream()
                .flatMap(file -> file.routes().stream())
                .map(route -> route.path("id").asText()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("files")
  void nothingIsRetriedParkedOrBoundInARoute(RouteFile file) {
    assertThat(file.keys().stream().map(Map.Entry::getKey))
        .doesNotContain(
            "onException",
            "onCompletion",
            "claimCheck",
            "redeliveryPolicy",
            "redeliveryPolicyRef",
            "maximumRedeliveries",
            "deadLetterChannel",
            "defaultErrorHandler",
            "streamCaching",
            "streamCache",
            "setProperty",
            "beans",
            "script");
  }

  @ParameterizedTest
  @MethodSource("files")
  void noBodyIsLogged(RouteFile file) {
    for (Map.Entry<String, JsonNode> key : file.keys()) {
      if (key.getKey().equals("log")) {
        assertThat(key.getValue().toString()).doesNotContain("${body").doesNotContain("bodyAs");
      }
    }
    assertThat(file.targets()).noneMatch(target -> target.startsWith("log:"));
  }

  /** Also those with arguments, which Camel takes for an expression and looks at only when run. */
  @ParameterizedTest
  @MethodSource("files")
  void everyMethodThatAFileNamesIsThere(RouteFile file) {
    Map<String, Object> beans = named();
    for (JsonNode call : calls(file)) {
      assertThat(beans).containsKey(call.path("ref").asText());
      assertThat(beans.get(call.path("ref").asText()).getClass().getMethods())
          .as(file + " calls " + call)
          .extracting(Method::getName)
          .contains(call.path("method").asText().replaceFirst("\\(.*", ""));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aMisspeltMethodOfABeanStopsTheContext(RouteFile file) throws Exception {
    Set<String> methods =
        calls(file).stream()
            .map(call -> call.path("method").asText())
            .filter(method -> !method.contains("("))
            .collect(Collectors.toSet());

    load(file.text());
    for (String method : methods) {
      String misspelt = file.text().replaceAll("method: " + method + "\\b", "method: no" + method);
      assertThatThrownBy(() -> load(misspelt))
          .as(file + " with a misspelt " + method)
          .rootCause()
          .hasMessageContaining("no" + method);
    }
  }

  private static List<JsonNode> calls(RouteFile file) {
    return file.keys().stream()
        .map(Map.Entry::getValue)
        .filter(value -> value.has("ref") && value.has("method"))
        .toList();
  }

  /** A context with the beans and this file only. */
  private static void load(String text) throws Exception {
    try (CamelContext context = new DefaultCamelContext()) {
      context.disableJMX();
      named().forEach(context.getRegistry()::bind);
      shared.properties().forEach((key, value) -> property(context, key, value));
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(ResourceHelper.fromString("mutated.camel.yaml", text));
      context.start();
    }
  }

  private static void property(CamelContext context, String key, String value) {
    context.getPropertiesComponent().addOverrideProperty(key, value);
  }

  /** All beans, those of the service too. */
  private static Map<String, Object> named() {
    Map<String, Object> all = new LinkedHashMap<>(shared.named());
    all.putAll(service().named());
    return all;
  }

  private static Service service() {
    return new Service(
        Slots.of("0 0 0 * * ?", "UTC"),
        new UnreadJournal(),
        new ServiceProofs(Proof.Level.CHECKSUM, Optional::empty, new UnreadJournal()),
        Clock.systemUTC());
  }

  private static Beans beans() {
    Map<String, String> environment =
        Map.of(
            "PATH",
            System.getenv("PATH"),
            "AUTHENTIK_POSTGRESQL__PASSWORD",
            HOSTILE,
            // Whoever looks for a missed slot soon gives up, so that nobody waits for that at the
            // end.
            "AUTHENTIK_POSTGRESQL__BACKUP__STALL_TIMEOUT",
            "2s",
            "AUTHENTIK_POSTGRESQL__BACKUP__LOCK_TIMEOUT",
            "1s",
            "AUTHENTIK_POSTGRESQL__BACKUP__STORES",
            "local,s3",
            "AUTHENTIK_POSTGRESQL__S3_BACKUP__BUCKET",
            "bucket",
            "AUTHENTIK_POSTGRESQL__S3_BACKUP__HOST",
            "http://127.0.0.1:9",
            "AUTHENTIK_POSTGRESQL__S3_BACKUP__LOCATION",
            HOSTILE,
            "AUTHENTIK_POSTGRESQL__S3_BACKUP__ACCESS_KEY",
            HOSTILE,
            "AUTHENTIK_POSTGRESQL__S3_BACKUP__SECRET_KEY",
            HOSTILE);
    Path backups = folder.resolve(HOSTILE);
    Settings settings =
        new SettingsLoader(environment, folder.resolve("settings"), folder, backups)
            .load(Optional.empty())
            .settings();
    return new Beans(
        settings, environment, "test", Clock.systemUTC(), Progress.NONE, sentence -> {});
  }

  private static Collection<String> beansIn(RouteFile file) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> key : file.keys()) {
      if (List.of("ref", "aggregationStrategy", "executorService").contains(key.getKey())) {
        names.add(key.getValue().asText());
      }
    }
    Matcher matcher = BEAN_IN_TEXT.matcher(file.text());
    while (matcher.find()) {
      names.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return names;
  }

  /** What a dynamic target stands for: each placeholder is a word. */
  private static Predicate<String> matching(String target) {
    String pattern =
        Stream.of(PLACEHOLDER.split(target, -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[a-z0-9]+"));
    return Pattern.compile(pattern).asMatchPredicate();
  }

  private static JsonSchema schema() throws Exception {
    try (InputStream text = RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(text);
    }
  }
}
