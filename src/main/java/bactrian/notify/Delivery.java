package bactrian.notify;

import bactrian.settings.NotifyEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The messages of one run, and what has become of them; used by several threads. */
public final class Delivery {
  private final List<Message> messages;
  private final Map<Message, Optional<String>> complaints = new ConcurrentHashMap<>();
  private final CountDownLatch open;

  Delivery(List<Message> messages) {
    this.messages = List.copyOf(messages);
    this.open = new CountDownLatch(messages.size());
  }

  /** The messages, each for another endpoint. */
  public List<Message> messages() {
    return messages;
  }

  void told(Message message) {
    end(message, Optional.empty());
  }

  void failed(Message message, String reason) {
    end(message, Optional.of(reason));
  }

  private void end(Message message, Optional<String> complaint) {
    if (complaints.putIfAbsent(message, complaint) == null) {
      open.countDown();
    }
  }

  /** Waits so long at most; tells whether it is known of every message what became of it. */
  boolean await(Duration longest) throws InterruptedException {
    return open.await(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What did not arrive, in a sentence each. */
  Stream<String> complaints() {
    return messages.stream()
        .flatMap(
            message ->
                complaints.getOrDefault(message, Optional.of("it did not answer in time")).stream()
                    .map(reason -> complaint(message.endpoint(), reason)));
  }

  private static String complaint(NotifyEndpoint endpoint, String reason) {
    return "%s (an endpoint of %s) was not told: %s: try it by hand, and correct it"
        .formatted(endpoint.place(), endpoint.scheme(), reason);
  }
}
