package bactrian.backup;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.lab.PlacedBackups;
import bactrian.retention.Policy;
import bactrian.store.CatalogReader;
import bactrian.store.ConfiguredStores;
import bactrian.store.Gathered;
import bactrian.store.LocalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes that delete, over a folder of which some files cannot be. */
class UndeletableFilesTest {
  private static final String STUCK = "default-2026-11-21-000000.psql";
  private static final String OLDEST = "default-2026-11-20-000000.psql";

  @TempDir private Path folder;

  @Test
  void leavesABackupThatCannotBeRemovedWholeAndGoesOn() throws Exception {
    PlacedBackups store = new PlacedBackups(folder);
    for (String name : List.of(OLDEST, STUCK, "default-2026-11-22-000000.psql")) {
      store.complete(name);
    }
    try (DefaultCamelContext context = contextThatCannotDelete(STUCK)) {
      context.start();
      List<?> plan =
          context.createProducerTemplate().requestBody("direct:retention", null, List.class);

      assertThat(plan)
          .map(pruned -> ((Pruned) pruned).failure())
          .containsExactly(
              Optional.empty(), Optional.of("the disk is read-only"), Optional.empty());
      assertThat(store.files())
          .filteredOn(file -> file.startsWith(STUCK))
          .hasSize(4)
          .contains(STUCK + ".manifest.json");
      assertThat(store.files()).noneMatch(file -> file.startsWith(OLDEST));
    }
  }

  @Test
  void saysWhichStoreCouldNotRelease() throws Exception {
    PlacedBackups store = new PlacedBackups(folder);
    store.complete(STUCK);
    store.file(STUCK + ".hold");
    try (DefaultCamelContext context = contextThatCannotDelete(STUCK)) {
      context.start();
      HoldOutcome outcome =
          context
              .createProducerTemplate()
              .requestBody("direct:release", "latest", HoldOutcome.class);

      assertThat(outcome.whole()).isFalse();
      assertThat(outcome.stores())
          .containsExactly(new HoldOutcome.InStore("local", Optional.of("the disk is read-only")));
    }
  }

  private DefaultCamelContext contextThatCannotDelete(String name) throws Exception {
    LocalStore store = new LocalStore(folder, "default");
    DefaultCamelContext context = new DefaultCamelContext();
    context.getRegistry().bind("gathered", new Gathered());
    context.getRegistry().bind("catalogReader", new CatalogReader(Map.of("local", store)));
    context
        .getRegistry()
        .bind(
            "pruning",
            new Pruning(
                new ConfiguredStores(List.of("local")),
                new Policy(1, 0, 0, 0, 0, Optional.empty()),
                "default",
                Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC)));
    context
        .getRegistry()
        .bind("holding", new Holding(new ConfiguredStores(List.of("local")), "default"));
    for (String file : List.of("errors", "list", "retention", "hold")) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              PluginHelper.getResourceLoader(context)
                  .resolveResource("classpath:routes/" + file + ".camel.yaml"));
    }
    context.getRegistry().bind("listing", new Listing(new ConfiguredStores(List.of("local"))));
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:local-list").process(e -> e.getMessage().setBody(store.list()));
            from("direct:local-delete")
                .process(
                    exchange -> {
                      String file = exchange.getMessage().getBody(String.class);
                      if (file.startsWith(name)) {
                        throw new IOException("the disk is read-only");
                      }
                      store.delete(file);
                    });
          }
        });
    return context;
  }
}
