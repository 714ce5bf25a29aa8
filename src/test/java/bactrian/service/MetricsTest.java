package bactrian.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bactrian.lab.ChildAk;
import bactrian.lab.LabServer;
import bactrian.lab.PostgresLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the service tells Prometheus, asked as Prometheus asks. */
@ExtendWith(PostgresLab.class)
class MetricsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A line of Prometheus's text format that is no comment. */
  private static final Pattern SAMPLE =
      Pattern.compile("bactrian_[a-z_]+(\\{[a-z]+=\"[^\"\\\\]+\"})? [0-9.E]+");

  @TempDir private Path folder;

  @Test
  void countsWhatItDoesAndSaysWhenTheNextIsDue(LabServer server) throws Exception {
    server.execute("postgres", "CREATE DATABASE worker_metrics");
    int port = freePort();
    ChildAk ak =
        ChildAk.in(folder)
            .withServer(server, "worker_metrics")
            .withSetting("backup.schedule", "*/2 * * * * ?")
            .withSetting("backup.verify_schedule", "*/2 * * * * ?")
            .withSetting("backup.verify_level", "checksum")
            .withSetting("backup.metrics_listen", "127.0.0.1:" + port);
    try (ChildAk.Running worker = ak.start("worker")) {
      await()
          .atMost(PATIENCE)
          .failFast("the worker has ended", () -> !worker.alive())
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(
              () ->
                  assertThat(metrics(port))
                      .containsPattern("(?m)^bactrian_backups_total\\{result=\"made\"} [1-9]")
                      .containsPattern("(?m)^bactrian_proofs_total\\{result=\"passed\"} [1-9]"));
      String text = metrics(port);

      assertThat(text.lines().filter(line -> !line.startsWith("#")))
          .allMatch(SAMPLE.asMatchPredicate());
      assertThat(text)
          .contains("bactrian_backup_overdue 0.0\n")
          .contains("bactrian_backups_total{result=\"failed\"} 0.0\n")
          .contains("bactrian_store_failures_total{store=\"local\"} 0.0\n")
          .contains("bactrian_last_proof_failed{store=\"local\"} 0.0\n")
          .contains("bactrian_last_backup_size_bytes{kind=\"raw\"} ")
          .contains("bactrian_info{version=\"");
      double now = System.currentTimeMillis() / 1000.0;
      assertThat(value(text, "bactrian_newest_backup_timestamp_seconds")).isBetween(now - 90, now);
      assertThat(value(text, "bactrian_next_backup_timestamp_seconds")).isBetween(now - 1, now + 3);
      assertThat(text).doesNotContain(LabServer.PASSWORD);
    }
  }

  @Test
  void anAddressThatIsTakenIsSaidAtOnce(LabServer server) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();

      ChildAk.Ended worker =
          ChildAk.in(folder)
              .withServer(server, "postgres")
              .withSetting("backup.metrics_listen", address)
              .run("worker");

      assertThat(worker.exitCode()).isEqualTo(1);
      assertThat(worker.err())
          .contains("Metrics cannot be served at " + address)
          .contains("choose another postgresql.backup.metrics_listen");
    }
  }

  private static double value(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String metrics(int port) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }
}
