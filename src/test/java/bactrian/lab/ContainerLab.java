package bactrian.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands a running {@link ContainerEngine} with the images to a test's parameter. One engine serves
 * all tests of a run. Only root can start one; for anybody else the tests are skipped.
 */
public final class ContainerLab implements BeforeAllCallback, ParameterResolver {
  private record Running(ContainerEngine engine) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      engine.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    int user = (int) Files.getAttribute(Path.of("/proc/self").toRealPath(), "unix:uid");
    Assumptions.assumeTrue(user == 0, "Only root can start a container engine");
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ContainerEngine.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(ContainerLab.class))
        .getOrComputeIfAbsent("engine", key -> start(), Running.class)
        .engine();
  }

  private static Running start() {
    try {
      return new Running(ContainerEngine.start());
    } catch (Exception e) {
      throw new IllegalStateException("The container engine did not get ready", e);
    }
  }
}
