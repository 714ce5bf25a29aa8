package bactrian.notify;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How long an endpoint may take, as properties of its Camel component: less than a run waits for
 * it, so that nothing is left at work when the program ends.
 */
public final class EndpointTimeouts {
  private static final String CONNECT = "5000";
  private static final String ANSWER = "10000";

  private EndpointTimeouts() {}

  /**
   * The properties, in milliseconds.
   *
   * @param schemes of the endpoints that there are; no other component is loaded for them
   */
  public static Map<String, String> properties(Set<String> schemes) {
    Map<String, String> properties = new TreeMap<>();
    for (String scheme : schemes) {
      String component = "camel.component." + scheme + ".";
      if (scheme.startsWith("http")) {
        properties.put(component + "connectTimeout", CONNECT);
        properties.put(component + "soTimeout", ANSWER);
        properties.put(component + "responseTimeout", ANSWER);
      } else if (scheme.startsWith("smtp")) {
        // Of the connection, and of each answer.
        properties.put(component + "connectionTimeout", ANSWER);
      }
    }
    return properties;
  }
}
