package bactrian.notify;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import bactrian.settings.NotifyEndpoint;
import bactrian.settings.Settings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** What is told, and what is kept of it. */
class NotificationsTest {
  private static final String TOKEN = "T0KENT0KEN";
  private final List<String> complaints = new ArrayList<>();

  @Test
  void nobodyIsToldWhenSomebodyElseIsAtIt() {
    Notifications notifications = notifications(endpoint("http://127.0.0.1:1/a"), false);

    assertThat(notifications.ofNoBackup(caught(RunFailure.busy("Somebody"))).messages()).isEmpty();
    assertThat(notifications.ofNoBackup(caught(RunFailure.failed("Gone"))).messages()).hasSize(1);
  }

  @Test
  void nobodyIsToldWhileTheProgramIsBeingStopped() {
    Notifications notifications = notifications(endpoint("http://127.0.0.1:1/a"), true);

    assertThat(notifications.ofNoBackup(caught(RunFailure.failed("Gone"))).messages()).isEmpty();
  }

  /** Camel shows its endpoints to whoever asks by JMX. */
  @Test
  void camelForgetsTheAddress() throws Exception {
    try (HookServer hooks = new HookServer(200);
        CamelContext context = new DefaultCamelContext()) {
      Notifications notifications =
          notifications(endpoint(hooks.at("/services/" + TOKEN).toString()), false);
      context.disableJMX();
      context.getRegistry().bind("notifications", notifications);
      context.getRegistry().bind("notifyThreads", Executors.newSingleThreadExecutor());
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              ResourceHelper.resolveResource(context, "classpath:routes/notify.camel.yaml"));
      context.start();

      Exchange exchange = new DefaultExchange(context);
      exchange.setVariable("delivery", notifications.ofNoBackup(caught(RunFailure.failed("Gone"))));
      context.createProducerTemplate().send("direct:notify", exchange);

      assertThat(exchange.getException()).isNull();
      assertThat(complaints).isEmpty();
      assertThat(hooks.only("/services/" + TOKEN).body()).contains("Gone");
      assertThat(context.getEndpoints())
          .extracting(Endpoint::getEndpointUri)
          .noneMatch(uri -> uri.contains(TOKEN));
    }
  }

  private Notifications notifications(NotifyEndpoint endpoint, boolean stopping) {
    return new Notifications(
        new Settings.Notify(List.of(), List.of(endpoint), List.of(endpoint)),
        "shop",
        "here",
        () -> stopping,
        complaints::add,
        Clock.systemUTC());
  }

  private static NotifyEndpoint endpoint(String uri) {
    return new NotifyEndpoint("item 1", "http", new Secret(uri));
  }

  private static Exchange caught(Exception thrown) {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, thrown);
    return exchange;
  }
}
