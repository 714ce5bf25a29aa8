package bactrian.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bactrian.settings.Settings;
import bactrian.settings.SettingsLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart, rendered by Helm and read as Kubernetes and the program read it. */
class HelmChartTest {
  private static final String BUCKET =
      """
      authentik:
        postgresql:
          s3_backup:
            bucket: first-bucket
      """;
  private static final String EVERYTHING =
      """
      replicas: 2
      imagePullSecrets: [{name: pull}]
      authentik:
        secret_key: canary-of-the-application
        upload_limit: 123456789
        ratio: 0.5
        email:
          password: canary-of-the-mail
        postgresql:
          host: db.example.org
          port: 6432
          password: canary-of-the-database
          backup:
            stores: [local, s3]
            keep_last: 100000
            admin:
              password: canary-of-the-admin
          s3_backup:
            bucket: first-bucket
            access_key: canary-of-the-key
            secret_key: canary-of-the-bucket
      existingSecret: more
      env: [{name: TZ, value: UTC}]
      persistence: {enabled: true, storageClass: fast}
      volumes: [{name: tls, secret: {secretName: tls}}]
      volumeMounts: [{name: tls, mountPath: /tls, readOnly: true}]
      serviceAccount:
        annotations:
          eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/backup
      podAnnotations: {a: b}
      podLabels: {c: d}
      nodeSelector: {disk: ssd}
      tolerations: [{key: k, operator: Exists}]
      affinity: {nodeAffinity: {}}
      priorityClassName: high
      networkPolicy: {enabled: true, egress: [{ports: [{port: 9000, protocol: TCP}]}]}
      podDisruptionBudget: {enabled: true}
      metrics: {enabled: true}
      serviceMonitor: {enabled: true, labels: {release: prometheus}}
      prometheusRule: {enabled: true, labels: {release: prometheus}}
      """;

  @TempDir private Path folder;

  /** Throws for a field that the model does not know, and for one that is missing. */
  private interface Model {
    void validate(JsonElement json) throws IOException;
  }

  private static final Map<String, Model> MODELS =
      Map.ofEntries(
          Map.entry("ConfigMap", V1ConfigMap::validateJsonElement),
          Map.entry("Secret", V1Secret::validateJsonElement),
          Map.entry("Deployment", V1Deployment::validateJsonElement),
          Map.entry("Service", V1Service::validateJsonElement),
          Map.entry("ServiceAccount", V1ServiceAccount::validateJsonElement),
          Map.entry("PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement),
          Map.entry("NetworkPolicy", V1NetworkPolicy::validateJsonElement),
          Map.entry("PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement),
          Map.entry("Pod", V1Pod::validateJsonElement),
          // The operator's own kinds, which no model knows.
          Map.entry("ServiceMonitor", json -> {}),
          Map.entry("PrometheusRule", json -> {}));

  @Test
  void passesLint() {
    LintResult result = new Helm(Path.of("helm").toAbsolutePath()).lint().strict().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {BUCKET, EVERYTHING, "persistence: {enabled: true}"})
  void makesManifestsThatKubernetesKnows(String values) throws Exception {
    for (JsonNode object : RenderedChart.of(values).objects()) {
      Model model = MODELS.get(object.get("kind").asText());
      assertThat(model).as(object.get("kind").asText()).isNotNull();
      model.validate(JsonParser.parseString(object.toString()));
    }
  }

  @Test
  void theValuesOfTheOldPageReachTheProgram() throws Exception {
    String page = Files.readString(Path.of("src/test/resources/chart/values-of-the-old-page.yaml"));

    RenderedChart chart = RenderedChart.of(page);

    assertThat(chart.the("Deployment").at("/metadata/name").asText()).isEqualTo("authentik-worker");
    assertThat(chart.pod().at("/containers/0/name").asText()).isEqualTo("authentik");
    Settings.S3 s3 = read(chart).s3().orElseThrow();
    assertThat(s3.bucket()).isEqualTo("authentik-backup");
    assertThat(s3.keys().orElseThrow().access().reveal()).isEqualTo("foo");
    assertThat(s3.keys().orElseThrow().secret().reveal()).isEqualTo("bar");
    assertThat(s3.region()).isEqualTo("eu-central-1");
    assertThat(s3.host()).isEmpty();
    assertThat(read(chart).postgresql().host()).isEqualTo("authentik-postgresql");
    RenderedChart elsewhere = RenderedChart.of(page.replace("# host:", "host:"));
    assertThat(read(elsewhere).s3().orElseThrow().host())
        .isEqualTo(Optional.of(URI.create("https://backup-s3.beryju.org")));
  }

  @Test
  void everySettingReachesTheProgramWhateverItsKind() throws Exception {
    RenderedChart chart = RenderedChart.of(EVERYTHING);
    Settings settings = read(chart);

    assertThat(chart.environment())
        .containsEntry("AUTHENTIK_UPLOAD_LIMIT", "123456789")
        .containsEntry("AUTHENTIK_RATIO", "0.5");
    assertThat(settings.postgresql().host()).isEqualTo("db.example.org");
    assertThat(settings.postgresql().port()).isEqualTo(6432);
    assertThat(settings.postgresql().backup().stores()).containsExactly("local", "s3");
    assertThat(settings.postgresql().backup().keep().last()).isEqualTo(100_000);
    assertThat(settings.postgresql().backup().admin().password().orElseThrow().reveal())
        .isEqualTo("canary-of-the-admin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it's \\\"quoted\\\" $HOME $$ ${X} {{ .Values.image }} {{ fail }} %s \\\\ #",
        "line\\nline\\r\\n\\ttab",
        "123456789012",
        "true",
        "null",
        "é ' : - @"
      })
  void aPasswordReachesTheProgramUnchanged(String yaml) throws Exception {
    RenderedChart chart =
        RenderedChart.of(
            BUCKET.replace("    s3_backup:", "    password: \"" + yaml + "\"\n    s3_backup:"));

    String expected = yaml.translateEscapes();
    assertThat(chart.environment()).containsEntry("AUTHENTIK_POSTGRESQL__PASSWORD", expected);
    if (!expected.contains("\n")) { // which a pass file cannot hold: the program says so
      assertThat(read(chart).postgresql().password().orElseThrow().reveal()).isEqualTo(expected);
    }
  }

  @Test
  void nothingSecretIsOutsideOfASecret() throws Exception {
    RenderedChart chart = RenderedChart.of(EVERYTHING);

    Matcher canaries = Pattern.compile("canary[-a-z]+").matcher(EVERYTHING);
    assertThat(canaries.results().map(canary -> canary.group()))
        .hasSize(6)
        .allSatisfy(
            canary -> {
              assertThat(chart.the("Secret").toString()).contains(canary);
              assertThat(chart.objects())
                  .filteredOn(object -> !object.get("kind").asText().equals("Secret"))
                  .allSatisfy(object -> assertThat(object.toString()).doesNotContain(canary));
            });
  }

  @Test
  void refusesToBeInstalledWithoutAPlaceForBackups() {
    assertThatThrownBy(() -> RenderedChart.of("replicas: 1"))
        .hasMessageContaining("There is no place for backups")
        .hasMessageContaining("persistence.enabled");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "persistance: {enabled: true}",
        "persistence: {enabeld: true}",
        "replicas: two",
        "authentik: {postgresql: {s3_backup: {bucket: 7}}}"
      })
  void refusesValuesThatCannotBeMeant(String values) {
    assertThatThrownBy(() -> RenderedChart.of(values)).hasMessageContaining("schema");
  }

  @Test
  void everyPodKeepsToTheRestrictedProfile() throws Exception {
    RenderedChart chart = RenderedChart.of(EVERYTHING);

    assertThat(List.of(chart.pod(), chart.the("Pod").get("spec")))
        .allSatisfy(
            pod -> {
              assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
              assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                  .isEqualTo("RuntimeDefault");
              assertThat(pod.has("hostNetwork")).isFalse();
              JsonNode container = pod.at("/containers/0/securityContext");
              assertThat(container.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(container.get("readOnlyRootFilesystem").asBoolean()).isTrue();
              assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            });
  }

  @Test
  void thePodOfTheTestIsNotTakenForAWorkerAndHasItsWaysOut() throws Exception {
    RenderedChart chart = RenderedChart.of(EVERYTHING);
    JsonNode labels = chart.the("Pod").at("/metadata/labels");

    JsonNode worker = chart.the("Deployment").at("/spec/selector/matchLabels");
    assertThat(selects(worker, chart.the("Deployment").at("/spec/template/metadata/labels")))
        .isTrue();
    assertThat(selects(worker, labels)).isFalse();
    assertThat(chart.the("PodDisruptionBudget").at("/spec/selector/matchLabels").toString())
        .isEqualTo(worker.toString());
    assertThat(selects(chart.the("NetworkPolicy").at("/spec/podSelector/matchLabels"), labels))
        .isTrue();
  }

  @Test
  void whoAsksForMetricsFindsTheWorkerAndIsLetIn() throws Exception {
    RenderedChart chart = RenderedChart.of(EVERYTHING);
    JsonNode container = chart.pod().at("/containers/0");

    assertThat(container.at("/env/0").toString())
        .isEqualTo(
            "{\"name\":\"AUTHENTIK_POSTGRESQL__BACKUP__METRICS_LISTEN\",\"value\":\":9464\"}");
    assertThat(container.at("/ports/0/name").asText()).isEqualTo("metrics");
    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(9464);
    JsonNode service = chart.the("Service");
    assertThat(
            selects(
                service.at("/spec/selector"),
                chart.the("Deployment").at("/spec/template/metadata/labels")))
        .isTrue();
    assertThat(service.at("/spec/ports/0/targetPort").asText()).isEqualTo("metrics");
    JsonNode monitor = chart.the("ServiceMonitor");
    assertThat(selects(monitor.at("/spec/selector/matchLabels"), service.at("/metadata/labels")))
        .isTrue();
    assertThat(monitor.at("/spec/endpoints/0/port").asText())
        .isEqualTo(service.at("/spec/ports/0/name").asText());
    assertThat(chart.the("NetworkPolicy").at("/spec/ingress/0/ports/0/port").asText())
        .isEqualTo("metrics");
    assertThat(chart.the("PrometheusRule").toString())
        .contains("service=\\\"" + service.at("/metadata/name").asText() + "\\\"");
  }

  @Test
  void nothingIsOpenUnlessMetricsAreWanted() throws Exception {
    RenderedChart chart = RenderedChart.of(BUCKET + "networkPolicy: {enabled: true}");

    assertThat(chart.all("Service")).isEmpty();
    assertThat(chart.pod().at("/containers/0").has("ports")).isFalse();
    assertThat(chart.the("NetworkPolicy").at("/spec/ingress")).isEmpty();
    assertThatThrownBy(() -> RenderedChart.of(BUCKET + "serviceMonitor: {enabled: true}"))
        .hasMessageContaining("set metrics.enabled too");
  }

  private static boolean selects(JsonNode selector, JsonNode labels) {
    return selector.properties().stream()
        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
  }

  @Test
  void anotherSettingRestartsThePodAndTheSameDoesNot() throws Exception {
    assertThat(checksum(BUCKET)).isEqualTo(checksum(BUCKET));
    assertThat(checksum(BUCKET))
        .isNotEqualTo(checksum(BUCKET.replace("first-bucket", "second-bucket")));
  }

  private static String checksum(String values) throws IOException {
    return RenderedChart.of(values)
        .the("Deployment")
        .at("/spec/template/metadata/annotations/checksum~1settings")
        .textValue();
  }

  @Test
  void keepsLocalBackupsOnAVolumeThatStays() throws Exception {
    RenderedChart chart = RenderedChart.of("persistence: {enabled: true}");

    assertThat(chart.the("PersistentVolumeClaim").at("/metadata/annotations").toString())
        .contains("\"helm.sh/resource-policy\":\"keep\"");
    assertThat(chart.pod().at("/containers/0/volumeMounts/0/mountPath").asText())
        .isEqualTo("/backups");
    assertThat(chart.the("Deployment").at("/spec/strategy/type").asText()).isEqualTo("Recreate");
    assertThat(
            RenderedChart.of("persistence: {enabled: true, existingClaim: mine}")
                .pod()
                .at("/volumes/0/persistentVolumeClaim/claimName")
                .asText())
        .isEqualTo("mine");
  }

  private Settings read(RenderedChart chart) {
    return new SettingsLoader(
            chart.environment(), folder.resolve("etc"), folder, folder.resolve("backups"))
        .load(Optional.empty())
        .settings();
  }
}
