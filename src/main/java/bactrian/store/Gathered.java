package bactrian.store;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Gathers the bodies of a split's branches into a list, in the order of their ends. Every branch
 * turns its failures into outcomes, so one that still throws is a defect and fails the whole: Camel
 * would else drop it silently.
 */
public final class Gathered implements AggregationStrategy {
  @Override
  public Exchange aggregate(Exchange gathered, Exchange next) {
    if (next.getException() != null) {
      throw new IllegalStateException("A branch failed", next.getException());
    }
    Exchange all = gathered == null ? next : gathered;
    List<Object> bodies = new ArrayList<>();
    if (gathered != null) {
      for (Object body : gathered.getMessage().getBody(List.class)) {
        bodies.add(body);
      }
    }
    bodies.add(next.getMessage().getBody());
    all.getMessage().setBody(bodies);
    return all;
  }
}
