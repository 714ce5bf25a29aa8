package bactrian.notify;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The messages of one run, and what has become of them; used by several threads. */
public final class Delivery {
  private static final String TOLD = "";
  private final List<Message> messages;
  private final Map<Message, String> ends = new ConcurrentHashMap<>();

  Delivery(List<Message> messages) {
    this.messages = List.copyOf(messages);
  }

  /** The messages, each for another endpoint. */
  public List<Message> messages() {
    return messages;
  }

  void told(Message message) {
    ends.put(message, TOLD);
  }

  void failed(Message message, String reason) {
    ends.put(message, reason);
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
