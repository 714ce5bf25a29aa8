package bactrian.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.ContainerEngine.Ended;
import bactrian.lab.KubernetesLab;
import bactrian.lab.KubernetesNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart with the old page's values on a real Kubernetes, and that page's lines, word for word,
 * by a real kubectl. Only {@code ./verify --kubernetes} runs it.
 */
@Tag("kubernetes")
@ExtendWith(KubernetesLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubernetesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String PAGE =
      "kubectl exec -it deployment/authentik-worker -c authentik -- ak ";
  private static final String BACKUP = PAGE + "backup";
  private static final String LISTBACKUPS = PAGE + "listbackups";
  private static final String RESTORE = PAGE + "restore -i default-2020-10-03-115557.psql";

  /** In the place of the page's {@code kubectl restart deployment --all}, which never was one. */
  private static final String RESTART = "kubectl rollout restart deployment/authentik-worker";

  private static final String EVERY_FIVE_SECONDS =
      """
      authentik:
        postgresql:
          backup:
            schedule: "*/5 * * * * ?"
      """;

  private Path folder;
  private KubernetesNode node;
  private Path page;
  private DatabasePod database;
  private Path lab;

  @BeforeAll
  void placeWhatAReleaseFinds(KubernetesNode running, @TempDir Path temporary) throws Exception {
    node = running;
    folder = temporary;
    kubectl("apply", "-f", Path.of("src/test/resources/chart/database-and-bucket.yaml"));
    kubectl("wait", "--for=condition=Ready", "--timeout=180s", "pod/postgresql", "pod/s3");
    kubectl("exec", "s3", "--", "mkdir", "/data/authentik-backup");
    String values =
        Files.readString(Path.of("src/test/resources/chart/values-of-the-old-page.yaml"));
    String host = "# host: \"https://backup-s3.beryju.org\"";
    assertThat(values).contains(host);
    page = values("page", values.replace(host, "host: \"http://" + address("s3") + "\""));
    database = new DatabasePod(node);
    lab =
        values(
            "lab",
            """
            image: {tag: latest}
            authentik:
              postgresql:
                host: %s
                password: secret
            """
                .formatted(address("postgresql")));
  }

  @BeforeEach
  void install() throws Exception {
    database.letGo();
    upgrade("authentik", page, lab);
    database.sql("DROP TABLE IF EXISTS t");
    database.sql("CREATE TABLE t AS SELECT generate_series(1, 7) AS n");
  }

  @AfterAll
  void uninstall() throws Exception {
    succeed(node.helm("uninstall", "authentik"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                kubectl("get", "all,cm,secret,sa", "-l", "app.kubernetes.io/instance=authentik")
                    .isEmpty());
  }

  @Test
  void theOldPagesLinesBackUpListRestoreAndRestart() throws Exception {
    String name = run(BACKUP).strip();
    assertThat(name).matches("default-\\d{4}-\\d\\d-\\d\\d-\\d{6}\\.psql");
    assertThat(run(LISTBACKUPS)).contains(name);
    assertThat(kubectl("exec", "s3", "--", "ls", "/data/authentik-backup"))
        .contains(name + ".manifest.json");
    database.sql("DROP TABLE t");

    Ended restored = atATerminal("y\n", RESTORE.replace("default-2020-10-03-115557.psql", name));

    assertThat(restored.exitCode()).as(restored.out()).isZero();
    assertThat(restored.out()).contains("? [y/N]").contains("Restored " + name);
    assertThat(database.sql("SELECT count(*) FROM t")).isEqualTo("7\n");
    String before = worker("authentik");
    run(RESTART);
    kubectl("rollout", "status", "--timeout=180s", "deployment/authentik-worker");
    assertThat(worker("authentik")).isNotEqualTo(before);
    assertThat(run(LISTBACKUPS)).contains(name);
  }

  @Test
  void aRollbackPutsTheReplacedDatabaseBack() throws Exception {
    String name = run(BACKUP).strip();
    database.sql("INSERT INTO t VALUES (8)");
    run(PAGE + "restore -i " + name + " --yes");
    assertThat(database.sql("SELECT count(*) FROM t")).isEqualTo("7\n");

    run(PAGE + "rollback --yes");

    assertThat(database.sql("SELECT count(*) FROM t")).isEqualTo("8\n");
  }

  @Test
  void withoutATerminalARestoreIsRefusedWithTheStatusOfARefusal() throws Exception {
    String name = run(BACKUP).strip();

    Ended refused = ended(PAGE + "restore -i " + name);

    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).contains("give --yes");
  }

  @Test
  void otherSettingsRestartThePodWhichThenWorksByThemAndTheSameDoNot() throws Exception {
    String first = worker("authentik");
    upgrade("authentik", page, lab);
    assertThat(worker("authentik")).isEqualTo(first);

    upgrade("authentik", page, lab, values("often", EVERY_FIVE_SECONDS));

    assertThat(worker("authentik")).isNotEqualTo(first);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(kubectl("logs", "deployment/authentik-worker"))
                    .contains("Made default-"));
  }

  @Test
  void whatIsThereByChoiceIsKnownToAnOldKubernetesToo() throws Exception {
    upgrade(
        "authentik",
        page,
        lab,
        values("choice", "podDisruptionBudget: {enabled: true}\nnetworkPolicy: {enabled: true}"));

    assertThat(kubectl("get", "poddisruptionbudget,networkpolicy", "-o", "name"))
        .contains("poddisruptionbudget.policy/authentik-worker")
        .contains("networkpolicy.networking.k8s.io/authentik-worker");
  }

  @Test
  void helmsTestOfTheReleaseListsTheBackups() throws Exception {
    Instant start = Instant.now();

    succeed(node.helm("test", "authentik"));

    assertThat(ContainerEnd.of(node.engine(), "authentik-test", start).exitCode()).isZero();
  }

  @Test
  void aPodThatIsDeletedInMidBackupStopsWithinTenSeconds() throws Exception {
    upgrade("authentik", page, lab, values("often", EVERY_FIVE_SECONDS));
    database.hold("t");
    String pod = worker("authentik");
    Instant start = Instant.now();

    kubectl("delete", "pod", pod);

    ContainerEnd end = ContainerEnd.of(node.engine(), pod, start);
    assertThat(end.exitCode()).isEqualTo(143);
    assertThat(end.took()).isLessThan(Duration.ofSeconds(10));
    database.letGo();
    kubectl("rollout", "status", "--timeout=180s", "deployment/authentik-worker");
  }

  @Test
  void aVolumeKeepsBackupsOverTheDeathOfThePodAndTheEndOfTheRelease() throws Exception {
    Path disk = folder.resolve("disk");
    Files.createDirectory(disk);
    Files.setAttribute(disk, "unix:uid", 1000);
    kubectl("apply", "-f", values("volume", VOLUME.formatted(disk)));
    Path local = values("local", "persistence: {enabled: true, size: 1Gi}");
    upgrade("local", local, lab);
    String exec = "kubectl exec deployment/local-worker -- ak ";
    String name = run(exec + "backup").strip();

    kubectl("delete", "pod", "-l", "app.kubernetes.io/instance=local");
    kubectl("rollout", "status", "--timeout=180s", "deployment/local-worker");
    worker("local");
    assertThat(run(exec + "listbackups")).contains(name);
    succeed(node.helm("uninstall", "local"));
    upgrade("local", local, lab);

    assertThat(run(exec + "listbackups")).contains(name);
    succeed(node.helm("uninstall", "local"));
    kubectl("delete", "persistentvolumeclaim/local-backups", "persistentvolume/disk");
  }

  private static final String VOLUME =
      """
      apiVersion: v1
      kind: PersistentVolume
      metadata: {name: disk}
      spec:
        accessModes: [ReadWriteOnce]
        capacity: {storage: 1Gi}
        hostPath: {path: %s}
      """;

  private Path values(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name + ".yaml"), text);
  }

  private void upgrade(String release, Path... values) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("upgrade", release));
    for (Path file : values) {
      arguments.add(file.toString());
    }
    assertThat(succeed(node.helm(arguments.toArray(String[]::new)))).startsWith("deployed");
    worker(release);
  }

  private String kubectl(Object... arguments) throws Exception {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] =
          arguments[i] instanceof Path path
              ? path.toAbsolutePath().toString()
              : arguments[i].toString();
    }
    return succeed(node.kubectl(texts));
  }

  private static String succeed(Ended ended) {
    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    return ended.out();
  }

  /** Runs a line as it is written. */
  private String run(String line) throws Exception {
    return succeed(ended(line));
  }

  private Ended ended(String line) throws Exception {
    return node.run(Path.of("/dev/null"), line.split(" ", -1));
  }

  private Ended atATerminal(String typed, String line) throws Exception {
    Path input = Files.writeString(folder.resolve("typed"), typed);
    return node.run(input, "script", "--quiet", "--return", "--command", line, "/dev/null");
  }

  private String address(String pod) throws Exception {
    return kubectl("get", "pod", pod, "-o", "jsonpath={.status.podIP}");
  }

  /** The name of the pod of a release, as soon as it has one only: kubectl may choose any. */
  private String worker(String release) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                kubectl(
                    "get",
                    "pods",
                    "-l",
                    "app.kubernetes.io/component=worker,app.kubernetes.io/instance=" + release,
                    "-o",
                    "jsonpath={.items[*].metadata.name}"),
            names -> names.matches("[-\\w]+"));
  }
}
