package bactrian.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands in front of an S3 server and, by script, does what networks, proxies and servers do on bad
 * days. What matches no rule is handed on untouched, the header Host as well, since it is signed.
 */
public final class FaultProxy implements AutoCloseable {
  /**
   * A request.
   *
   * @param method such as PUT
   * @param target path and query, as they came
   */
  public record Request(String method, String target) {
    /** Whether it sends the part of this number. */
    public boolean isPart(int number) {
      return method.equals("PUT") && (target + "&").contains("partNumber=" + number + "&");
    }

    /** Whether it makes one object of all parts. */
    public boolean isCompletion() {
      return method.equals("POST") && target.contains("uploadId=");
    }

    /** Whether it asks for an object whose key ends like this, or for a range of it. */
    public boolean gets(String ending) {
      return method.equals("GET") && target.endsWith(ending);
    }

    /** Whether it puts an object whose key ends like this, in one piece. */
    public boolean puts(String ending) {
      return method.equals("PUT") && target.endsWith(ending);
    }
  }

  private record Rule(Predicate<Request> request, AtomicInteger times, Fault fault) {
    boolean takes(Request asked) {
      return request.test(asked) && times.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }
  }

  private static final int BUFFER = 16 * 1024;

  private final URI server;
  private final ServerSocket listening;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Starts in front of this server. */
  public static FaultProxy before(URI server) throws IOException {
    FaultProxy proxy =
        new FaultProxy(server, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    proxy.inBackground(proxy::accept);
    return proxy;
  }

  private FaultProxy(URI server, ServerSocket listening) {
    this.server = server;
    this.listening = listening;
  }

  /** Its own address. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** Does this to the first so many requests of the kind. */
  public FaultProxy on(Predicate<Request> request, int times, Fault fault) {
    rules.add(new Rule(request, new AtomicInteger(times), fault));
    return this;
  }

  /** Does this to every request of the kind. */
  public FaultProxy on(Predicate<Request> request, Fault fault) {
    return on(request, Integer.MAX_VALUE, fault);
  }

  /** All requests so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  private void inBackground(Runnable task) {
    Thread thread = new Thread(task, "fault proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        inBackground(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket behind = new Socket(InetAddress.getByName(server.getHost()), server.getPort())) {
      open.add(behind);
      Exchange exchange = new Exchange(client, behind);
      while (exchange.next()) {}
    } catch (IOException e) {
      // One of both has gone, which is what a proxy is for.
    } finally {
      open.remove(client);
    }
  }

  /** One connection: requests and answers in turn. */
  private final class Exchange {
    private final Socket client;
    private final InputStream fromClient;
    private final OutputStream toClient;
    private final InputStream fromServer;
    private final OutputStream toServer;

    Exchange(Socket client, Socket behind) throws IOException {
      this.client = client;
      this.fromClient = new BufferedInputStream(client.getInputStream());
      this.toClient = client.getOutputStream();
      this.fromServer = new BufferedInputStream(behind.getInputStream());
      this.toServer = behind.getOutputStream();
    }

    boolean next() throws IOException {
      Optional<HttpMessage> message = HttpMessage.read(fromClient);
      if (message.isEmpty()) {
        return false;
      }
      String[] words = message.get().start().split(" ", -1);
      Request request = new Request(words[0], words[1]);
      requests.add(request);
      Fault fault =
          rules.stream()
              .filter(rule -> rule.takes(request))
              .map(Rule::fault)
              .findFirst()
              .orElse(null);
      return request(message.get(), request, fault);
    }

    private boolean request(HttpMessage message, Request request, Fault fault) throws IOException {
      long length = message.length().orElseThrow();
      if (fault instanceof Fault.StallBeforeBody) {
        return stall();
      }
      // Whoever waits for a "100 Continue" gets it from here, and the server is not asked for it.
      if (message.header("Expect").isPresent()) {
        toClient.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      }
      HttpMessage plain = message.without("Expect");
      if (fault instanceof Fault.ResetInRequest reset) {
        copy(fromClient, OutputStream.nullOutputStream(), Math.min(reset.after(), length), 0);
        return reset();
      }
      if (fault instanceof Fault.Answer
          || fault instanceof Fault.ErrorInAnswer
          || fault instanceof Fault.StallAfterBody) {
        copy(fromClient, OutputStream.nullOutputStream(), length, 0);
        return fault instanceof Fault.StallAfterBody ? stall() : answer(request, fault);
      }
      plain.writeTo(toServer);
      copy(
          fromClient,
          toServer,
          length,
          fault instanceof Fault.SlowRequest slow ? slow.bytesPerSecond() : 0);
      return response(request, fault);
    }

    private boolean answer(Request request, Fault fault) throws IOException {
      int status = fault instanceof Fault.Answer answer ? answer.status() : 200;
      String code =
          fault instanceof Fault.Answer answer
              ? answer.code()
              : ((Fault.ErrorInAnswer) fault).code();
      String body =
          request.method().equals("HEAD")
              ? ""
              : "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>by script</Message></Error>"
                  .formatted(code);
      toClient.write(
          "HTTP/1.1 %d By-Script\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(status, body.length(), body)
              .getBytes(StandardCharsets.ISO_8859_1));
      toClient.flush();
      return true;
    }

    private boolean response(Request request, Fault fault) throws IOException {
      HttpMessage answer = HttpMessage.read(fromServer).orElseThrow(IOException::new);
      if (fault instanceof Fault.LoseAnswer) {
        return reset();
      }
      if (fault instanceof Fault.DropHeader drop) {
        answer = answer.without(drop.name());
      }
      boolean bodiless = request.method().equals("HEAD") || answer.start().contains(" 204 ");
      Optional<Long> length = bodiless ? Optional.of(0L) : answer.length();
      answer.writeTo(toClient);
      if (length.isEmpty()) {
        copyChunks();
        return true;
      }
      return body(length.get(), fault);
    }

    private boolean body(long length, Fault fault) throws IOException {
      if (fault instanceof Fault.CutAnswer cut && cut.after() < length) {
        copy(fromServer, toClient, cut.after(), 0);
        return false;
      }
      if (fault instanceof Fault.StallAnswer stalled && stalled.after() < length) {
        copy(fromServer, toClient, stalled.after(), 0);
        return stall();
      }
      if (fault instanceof Fault.CorruptAnswer corrupt && corrupt.at() < length) {
        copy(fromServer, toClient, corrupt.at(), 0);
        toClient.write(fromServer.read() ^ 1);
        copy(fromServer, toClient, length - corrupt.at() - 1, 0);
        return true;
      }
      copy(fromServer, toClient, length, 0);
      return true;
    }

    private void copyChunks() throws IOException {
      while (true) {
        HttpMessage size = chunkLine();
        long length = Long.parseLong(size.start().split(";", -1)[0].strip(), 16);
        toClient.write((size.start() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        copy(fromServer, toClient, length + 2, 0);
        if (length == 0) {
          return;
        }
      }
    }

    private HttpMessage chunkLine() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = fromServer.read(); next != '\n'; next = fromServer.read()) {
        if (next < 0) {
          throw new IOException("The server has gone");
        }
        line.append((char) next);
      }
      return new HttpMessage(line.toString().strip(), List.of());
    }

    private boolean reset() throws IOException {
      client.setSoLinger(true, 0);
      return false;
    }

    /** Holds the connection, and does nothing, until the proxy closes. */
    private boolean stall() {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return false;
    }

    private void copy(InputStream in, OutputStream out, long length, long bytesPerSecond)
        throws IOException {
      byte[] buffer = new byte[BUFFER];
      for (long left = length; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new IOException("One side has gone");
        }
        out.write(buffer, 0, read);
        left -= read;
        if (bytesPerSecond > 0) {
          pause(read * 1000L / bytesPerSecond);
        }
      }
      out.flush();
    }

    private void pause(long milliseconds) {
      try {
        closed.await(milliseconds, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    closed.countDown();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
