package bactrian.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands a running {@link LabServer} to a test's parameter. One server of a major version serves all
 * tests of a run, so a test makes its own databases and roles, under names of its own.
 */
public final class PostgresLab implements ParameterResolver {
  /** The major version that a parameter asks for; 15 without this mark. */
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Major {
    /** The major version. */
    int value();
  }

  private record Running(LabServer server) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      server.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LabServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    int major = parameter.findAnnotation(Major.class).map(Major::value).orElse(15);
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(PostgresLab.class))
        .getOrComputeIfAbsent(major, PostgresLab::start, Running.class)
        .server();
  }

  private static Running start(int major) {
    try {
      return new Running(LabServer.start(major));
    } catch (Exception e) {
      throw new IllegalStateException("PostgreSQL " + major + " did not start", e);
    }
  }
}
