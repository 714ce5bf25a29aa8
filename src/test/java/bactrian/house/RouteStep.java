package bactrian.house;

import java.util.Optional;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;

/**
 * A step of a route, told by its place, which is the same in every process; Camel's own ids are
 * not.
 *
 * @param file the file of routes
 * @param line where the step stands in it, as Camel counts: one that is plain text, such as {@code
 *     to: direct:a}, is told by the line after it
 * @param route the route's id
 * @param step what it is, such as {@code setBody}
 */
record RouteStep(String file, int line, String route, String step) {
  private static final String PRODUCT = "classpath:routes/";

  /** The step that this node is, if it is one of the product's. */
  static Optional<RouteStep> of(NamedNode node) {
    if (!(node instanceof ProcessorDefinition<?> definition)) {
      return Optional.empty();
    }
    ProcessorDefinition<?> outermost = definition;
    while (outermost.getParent() != null) {
      outermost = outermost.getParent();
    }
    if (outermost instanceof RouteDefinition route
        && route.getResource() != null
        && route.getResource().getLocation().startsWith(PRODUCT)) {
      return Optional.of(
          new RouteStep(
              route.getResource().getLocation().substring(PRODUCT.length()),
              node.getLineNumber(),
              route.getRouteId(),
              node.getShortName()));
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "%s:%03d %s in %s".formatted(file, line, step, route);
  }
}
