package bactrian.notify;

import bactrian.settings.NotifyEndpoint;
import java.util.Map;

/**
 * What one endpoint is told.
 *
 * @param endpoint who is told
 * @param headers what goes beside the text, by the endpoint's own names
 * @param body what it is told
 */
public record Message(NotifyEndpoint endpoint, Map<String, String> headers, String body) {
  /** Copies the headers. */
  public Message {
    headers = Map.copyOf(headers);
  }

  /** The endpoint, for the route: holds what no log may show. */
  public String uri() {
    return endpoint.uri().reveal();
  }
}
