package bactrian.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web hook on loopback that remembers what it is sent. */
final class HookServer implements AutoCloseable {
  private final HttpServer server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  /** What came. */
  record Call(String method, String path, String contentType, String body) {}

  /**
   * Starts to answer.
   *
   * @param status the HTTP status of every answer
   */
  HookServer(int status) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            calls.add(call(exchange));
            exchange.sendResponseHeaders(status, -1);
          }
        });
    server.start();
  }

  private static Call call(HttpExchange exchange) throws IOException {
    return new Call(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        exchange.getRequestHeaders().getFirst("Content-Type"),
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  List<Call> calls() {
    return calls;
  }

  /** What came to a path, once. */
  Call only(String path) {
    List<Call> here = calls.stream().filter(call -> call.path().equals(path)).toList();
    if (here.size() != 1) {
      throw new AssertionError("Not one call of " + path + ": " + calls);
    }
    return here.get(0);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
