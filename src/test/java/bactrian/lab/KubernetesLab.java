package bactrian.lab;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands a running {@link KubernetesNode} to a parameter. One node serves all tests of a run. Who
 * asks for it asks for root as well: there is no skipping.
 */
public final class KubernetesLab implements ParameterResolver {
  private record Running(KubernetesNode node) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      node.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KubernetesNode.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(KubernetesLab.class))
        .getOrComputeIfAbsent("node", key -> start(), Running.class)
        .node();
  }

  private static Running start() {
    try {
      return new Running(KubernetesNode.start());
    } catch (Exception e) {
      throw new IllegalStateException("Kubernetes did not get ready", e);
    }
  }
}
