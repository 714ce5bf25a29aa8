package bactrian.metrics;

import bactrian.failure.RunFailure;
import bactrian.settings.Listen;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;

/** Answers {@code GET /metrics} over plain HTTP. */
public final class MetricsServer implements AutoCloseable {
  private final Optional<HTTPServer> server;

  private MetricsServer(Optional<HTTPServer> server) {
    this.server = server;
  }

  /** One that nobody can ask. */
  public static MetricsServer none() {
    return new MetricsServer(Optional.empty());
  }

  /**
   * Starts to answer.
   *
   * @param where the address and the TCP port
   * @param metrics what is told
   * @throws RunFailure when that cannot be had
   */
  public static MetricsServer open(Listen where, MultiCollector metrics) {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(metrics);
    try {
      HTTPServer.Builder server = HTTPServer.builder().port(where.port()).registry(registry);
      if (!where.address().isEmpty()) {
        server.inetAddress(InetAddress.getByName(where.address()));
      }
      return new MetricsServer(Optional.of(server.buildAndStart()));
    } catch (IOException e) {
      throw RunFailure.failed(
          "Metrics cannot be served at %s:%d (%s): choose another postgresql.backup.metrics_listen, or end the program that has this one."
              .formatted(where.address(), where.port(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    server.ifPresent(HTTPServer::stop);
  }
}
