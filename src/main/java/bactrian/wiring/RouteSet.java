package bactrian.wiring;

import java.util.ArrayList;
import java.util.List;

/**
 * The route files that a command needs: the fewer, the quicker it starts. Those of the stores come
 * with the settings.
 *
 * @param files names in {@code routes/}, without the ending
 * @param managed whether JMX shows the context
 */
public record RouteSet(List<String> files, boolean managed) {
  /** Copies the list. */
  public RouteSet {
    files = List.copyOf(files);
  }

  /** These files for a one-shot command, with what every command needs. */
  public static RouteSet of(String... files) {
    return new RouteSet(withBasics(files), false);
  }

  /** These files for the service. */
  public static RouteSet managed(String... files) {
    return new RouteSet(withBasics(files), true);
  }

  private static List<String> withBasics(String... files) {
    List<String> all = new ArrayList<>(List.of("errors"));
    all.addAll(List.of(files));
    if (all.contains("backup") || all.contains("verify")) {
      all.add("notify");
    }
    return all;
  }
}
