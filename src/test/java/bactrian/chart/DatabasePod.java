package bactrian.chart;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.ContainerEngine.Ended;
import bactrian.lab.KubernetesNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The database of src/test/resources/chart/database-and-bucket.yaml.
 *
 * @param node where it runs
 */
record DatabasePod(KubernetesNode node) {
  /** Runs a statement and gives the lines of its result. */
  String sql(String statement) throws Exception {
    return succeed(node.kubectl(psql(List.of("exec", "postgresql", "--"), statement)));
  }

  /** Returns when a dump waits for that table, as it then does until {@link #letGo}. */
  void hold(String table) throws Exception {
    String container =
        succeed(
                node.engine()
                    .docker(
                        "ps", "--quiet", "--filter=label=io.kubernetes.container.name=postgresql"))
            .strip();
    succeed(
        node.engine()
            .docker(
                psql(
                    List.of("exec", "--detach", container),
                    "BEGIN",
                    "LOCK TABLE " + table,
                    "SELECT pg_sleep(600)")));
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                    .equals("1\n"));
  }

  /** Ends what {@link #hold} began. */
  void letGo() throws Exception {
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
  }

  private static String succeed(Ended ended) {
    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    return ended.out();
  }

  private static String[] psql(List<String> by, String... statements) {
    Stream<String> psql =
        Stream.of("psql", "-qAt", "-vON_ERROR_STOP=1", "-h/var/run/postgresql", "-Uauthentik");
    return Stream.of(
            by.stream(), psql, Stream.of(statements).flatMap(each -> Stream.of("-c", each)))
        .flatMap(each -> each)
        .toArray(String[]::new);
  }
}
