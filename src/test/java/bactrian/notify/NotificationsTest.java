package bactrian.notify;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.backup.BackupOutcome;
import bactrian.backup.StoreOutcome;
import bactrian.catalog.BackupName;
import bactrian.catalog.Proof;
import bactrian.failure.RunFailure;
import bactrian.failure.Secret;
import bactrian.settings.NotifyEndpoint;
import bactrian.settings.Settings;
import bactrian.store.Stored;
import bactrian.verify.CopyVerdict;
import bactrian.verify.VerifyOutcome;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    assertThat(notifications.ofFailedBackup(null, RunFailure.busy("Somebody")).messages())
        .isEmpty();
    assertThat(notifications.ofFailedBackup(null, RunFailure.failed("Gone")).messages()).hasSize(1);
  }

  @Test
  void nobodyIsToldWhileTheProgramIsBeingStopped() {
    Notifications notifications = notifications(endpoint("http://127.0.0.1:1/a"), true);

    assertThat(notifications.ofFailedBackup(null, RunFailure.failed("Gone")).messages()).isEmpty();
  }

  @Test
  void aBackupThatWasMadeBeforeSomethingElseFailedIsNamed() {
    BackupName name = BackupName.parse("default-2026-11-26-000000.psql").orElseThrow();
    BackupOutcome made =
        new BackupOutcome(
            name,
            false,
            Optional.empty(),
            List.of(new StoreOutcome("s3", Optional.of(new Stored("a", 1, "b")), Optional.empty())),
            List.of());

    Delivery delivery =
        notifications(endpoint("http://127.0.0.1:1/a"), false)
            .ofFailedBackup(made, RunFailure.failed("The store s3 does not answer"));

    assertThat(delivery.messages().get(0).body())
        .contains("Backed up shop as " + name + " into s3, and then: The store s3 does not answer")
        .contains("\"outcome\":\"failure\"")
        .contains("\"backup\":\"" + name + "\"");
  }

  @Test
  void aProofWithoutAKeyIsNotToldAsAWholeOne() {
    CopyVerdict unopened =
        new CopyVerdict(
            "s3",
            CopyVerdict.Verdict.PASSED,
            Proof.Level.CHECKSUM,
            List.of(),
            Proof.Counts.unopened(4711),
            Optional.empty());
    BackupName name = BackupName.parse("default-2020-10-03-115557.psql").orElseThrow();
    VerifyOutcome outcome =
        new VerifyOutcome(name, Instant.EPOCH, Instant.EPOCH, List.of(unopened));

    Delivery delivery = notifications(endpoint("http://127.0.0.1:1/a"), false).ofProof(outcome);

    assertThat(delivery.messages().get(0).body())
        .contains("in s3 has the bytes that were stored; it is sealed, and was not opened")
        .contains("\"outcome\":\"success\"")
        .doesNotContain("proven");
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
      context.getRegistry().bind("notifyThreads", Executors.newCachedThreadPool());
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              ResourceHelper.resolveResource(context, "classpath:routes/notify.camel.yaml"));
      context.start();

      Exchange exchange = new DefaultExchange(context);
      exchange.setVariable(
          "delivery", notifications.ofFailedBackup(null, RunFailure.failed("Gone")));
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
}
