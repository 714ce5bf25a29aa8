package bactrian.wiring;

import bactrian.failure.RunFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.GenericFileConfiguration;
import org.apache.camel.component.file.GenericFileExist;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * A running Camel context with the routes that one command needs and the beans that they name. Only
 * this package binds beans. It is started, not run: Camel's own shutdown hook helps only a {@code
 * run()}, and the program has its own.
 */
public final class Program implements AutoCloseable {
  private static final int SHUTDOWN_SECONDS = 6;
  private final Main main;
  private final Beans beans;

  private Program(Beans beans, boolean managed) {
    this.beans = beans;
    this.main = managed ? new Main() : new UnmanagedMain();
  }

  /**
   * Starts the routes of a command.
   *
   * @param beans the beans, by the names that routes call them
   * @throws RunFailure when the context does not start
   */
  public static Program start(Beans beans, RouteSet routes) {
    return start(beans, routes, Optional.empty());
  }

  /**
   * Starts the routes of the service, or of a command that is none.
   *
   * @param service what the service has beside the beans
   */
  public static Program start(Beans beans, RouteSet routes, Optional<Service> service) {
    Program program = new Program(beans, routes.managed());
    program.configure(beans, routes);
    service.ifPresent(program::configure);
    try {
      program.main.start();
      return program;
    } catch (Exception e) {
      program.close();
      throw RunFailure.failed("The routes did not start: " + e.getMessage(), e);
    }
  }

  private void configure(Beans beans, RouteSet routes) {
    main.setDefaultPropertyPlaceholderLocation("false");
    main.configure()
        .withName("bactrian")
        .withRoutesIncludePattern(pattern(routes.files(), beans.stores()))
        .withStreamCachingEnabled(false)
        .withShutdownTimeout(SHUTDOWN_SECONDS)
        .withExtraShutdownTimeout(1)
        .withAutoConfigurationLogSummary(false)
        .withAutoConfigurationEnvironmentVariablesEnabled(false)
        .withAutoConfigurationSystemPropertiesEnabled(false);
    main.addInitialProperty("camel.component.direct.block", "false");
    main.addInitialProperty("camel.main.autowiredEnabled", "false");
    beans.components().forEach(main::addInitialProperty);
    beans.properties().forEach(main::addOverrideProperty);
    Map<String, Object> named = beans.named();
    named.forEach(main::bind);
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport support) {
            addIncoming(support.getCamelContext(), beans);
          }
        });
  }

  private void configure(Service service) {
    // One thread: a slot never starts a backup beside another of ours.
    main.addInitialProperty(
        "camel.component.quartz.properties[org.quartz.threadPool.threadCount]", "1");
    main.addInitialProperty("camel.health.exposureLevel", "full");
    service.named().forEach(main::bind);
  }

  /** A store's routes are loaded only where it is used: S3's classes alone take half a second. */
  private static String pattern(List<String> files, List<String> stores) {
    return Stream.concat(files.stream(), stores.stream().map(store -> "store-" + store))
        .distinct()
        .map(file -> "classpath:routes/" + file + ".camel.yaml")
        .collect(Collectors.joining(","));
  }

  /**
   * The endpoint {@code file:incoming} writes into the local store's private folder. It is built
   * here and not from a URI, because a folder may be called what a URI or a placeholder cannot
   * hold.
   */
  private static void addIncoming(CamelContext context, Beans beans) {
    try {
      FileEndpoint endpoint =
          new FileEndpoint("file://incoming", context.getComponent("file", FileComponent.class));
      endpoint.setCamelContext(context);
      endpoint.setFile(beans.incomingFolder().toFile());
      GenericFileConfiguration configuration = new GenericFileConfiguration();
      configuration.setDirectory(beans.incomingFolder().toString());
      endpoint.setConfiguration(configuration);
      endpoint.setFileName("${variable.copy.name}");
      endpoint.setFileExist(GenericFileExist.Fail);
      endpoint.setAutoCreate(false);
      context.addEndpoint("file:incoming", endpoint);
    } catch (Exception e) {
      throw new IllegalStateException("The file endpoint cannot be made", e);
    }
  }

  /**
   * Sends to a route and waits for its answer.
   *
   * @param uri such as {@code direct:list}
   * @param body what the route takes, or null for its defaults
   */
  public <T> T request(String uri, Object body, Class<T> type) {
    try (ProducerTemplate template = main.getCamelContext().createProducerTemplate()) {
      return template.requestBody(uri, body, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CamelExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Starts to leave signs of life, with what the health checks say is wrong. */
  public Pulse pulse(PulseFile file, Clock clock) {
    return new Pulse(file, this::troubles, clock);
  }

  private List<String> troubles() {
    return HealthCheckHelper.invoke(main.getCamelContext()).stream()
        .filter(result -> result.getState() == HealthCheck.State.DOWN)
        .map(result -> result.getMessage().orElse(result.getCheck().getId() + " is down"))
        .map(message -> message.replaceAll("\\s+", " "))
        .toList();
  }

  /** Ends the children, so that every stream fails that still waits for one. */
  public void endChildren() {
    beans.endChildren();
  }

  @Override
  public void close() {
    main.stop();
    beans.close();
  }

  /** Says no to JMX before the context is built: the setting comes after JMX has been set up. */
  private static final class UnmanagedMain extends Main {
    @Override
    protected CamelContext createCamelContext() {
      CamelContext context = super.createCamelContext();
      context.disableJMX();
      return context;
    }
  }
}
