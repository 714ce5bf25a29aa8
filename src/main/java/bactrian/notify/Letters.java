package bactrian.notify;

import bactrian.settings.NotifyEndpoint;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes news down as an endpoint reads it: plain text for mail, a JSON object for all else. */
final class Letters {
  private static final Set<String> MAIL = Set.of("smtp", "smtps");
  private final String database;
  private final String host;

  /**
   * @param database the database that backups are of
   * @param host this machine
   */
  Letters(String database, String host) {
    this.database = database;
    this.host = host;
  }

  Message write(NotifyEndpoint endpoint, News news, Instant now) {
    return MAIL.contains(endpoint.scheme()) ? mail(endpoint, news, now) : json(endpoint, news, now);
  }

  private Message mail(NotifyEndpoint endpoint, News news, Instant now) {
    String run = news.event() == News.Event.BACKUP ? "Backup" : "Proof";
    String end = news.succeeded() ? "done" : "FAILED";
    return new Message(
        endpoint,
        Map.of(
            "Subject",
            "%s of %s on %s: %s".formatted(run, database, host, end),
            "Content-Type",
            "text/plain; charset=UTF-8"),
        news.text() + "\n\nAt " + now + ", on " + host + ".\n");
  }

  /** The field {@code text} is what Slack, Mattermost and others show. */
  private Message json(NotifyEndpoint endpoint, News news, Instant now) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("text", news.text());
    object.put("event", news.event().name().toLowerCase(Locale.ROOT));
    object.put("outcome", news.succeeded() ? "success" : "failure");
    object.put("database", database);
    object.put("backup", news.backup().map(Object::toString).orElse(null));
    object.put("host", host);
    object.put("time", now.toString());
    Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
    if (endpoint.scheme().startsWith("http")) {
      // Else Camel takes an address with a query for one to GET.
      headers.put("CamelHttpMethod", "POST");
    }
    return new Message(endpoint, headers, object.toString());
  }
}
