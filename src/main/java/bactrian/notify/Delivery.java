package bactrian.notify;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The messages of one run, and what has become of them; used by several threads. */
public final class Delivery {
  private static final String TOLD = "";
  private final List<Message> messages;
  private final Map<Message, String> ends = new ConcurrentHashMap<>();
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
    end(message, TOLD);
  }

  void failed(Message message, String reason) {
    end(message, reason);
  }

  private void end(Message message, String end) {
    if (ends.putIfAbsent(message, end) == null) {
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
        .filter(message -> !TOLD.equals(ends.get(message)))
        .map(
            message ->
                message.endpoint().place()
                    + " (an endpoint of "
                    + message.endpoint().scheme()
                    + ") was not told: "
                    + ends.getOrDefault(message, "it did not answer in time")
                    + ": try it by hand, and correct it");
  }
}
