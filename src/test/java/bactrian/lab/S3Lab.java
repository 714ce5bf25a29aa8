package bactrian.lab;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands a running {@link S3Server} to a test's parameter of the kind that it asks for by its type:
 * {@link CephServer} or {@link DbstoreServer}. One server of a kind serves all tests of a run, so a
 * test makes its own bucket.
 */
public final class S3Lab implements ParameterResolver {
  private record Running(S3Server server) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      server.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return S3Server.class.isAssignableFrom(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> kind = parameter.getParameter().getType();
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(S3Lab.class))
        .getOrComputeIfAbsent(kind, S3Lab::start, Running.class)
        .server();
  }

  private static Running start(Class<?> kind) {
    try {
      return new Running(kind == DbstoreServer.class ? DbstoreServer.start() : CephServer.start());
    } catch (Exception e) {
      throw new IllegalStateException(kind.getSimpleName() + " did not start", e);
    }
  }
}
