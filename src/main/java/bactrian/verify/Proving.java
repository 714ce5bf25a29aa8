package bactrian.verify;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Proof;
import bactrian.failure.RunFailure;
import bactrian.store.ConfiguredStores;
import bactrian.store.StoreCatalog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Finds the backups that are to be proven, and says what came of it. */
public final class Proving {
  private final ConfiguredStores stores;
  private final String alias;
  private final Proof.Level level;
  private final Clock clock;

  /**
   * @param alias whose backups are meant where none is named
   * @param level how far a proof goes when nobody says
   */
  public Proving(ConfiguredStores stores, String alias, Proof.Level level, Clock clock) {
    this.stores = stores;
    this.alias = alias;
    this.level = level;
    this.clock = clock;
  }

  /** What is asked; null asks for the backup whose turn it is. */
  public VerifyRequest request(@Body VerifyRequest request) {
    return request == null ? VerifyRequest.next() : request;
  }

  /** The stores whose copies are proven. */
  public List<String> stores(@Variable("request") VerifyRequest request) {
    return stores.chosen(request.stores());
  }

  /**
   * The backups that are meant, each with its copies.
   *
   * @throws RunFailure with exit status 3 when there is none
   */
  public List<ProofRun> backups(
      @Variable("request") VerifyRequest request, @Body List<StoreCatalog> catalogs) {
    Map<String, Catalog> answered = StoreCatalog.answered(catalogs);
    List<CopyVerdict> silent =
        catalogs.stream()
            .filter(store -> store.failure().isPresent())
            .map(
                store ->
                    CopyVerdict.notProven(
                        store.store(), Proof.Level.CHECKSUM, List.of(store.sentence())))
            .toList();
    List<ProofRun> runs =
        names(request, answered.values()).stream()
            .map(
                name ->
                    new ProofRun(
                        name,
                        request.level().orElse(level),
                        clock.instant(),
                        copies(name, answered),
                        silent,
                        List.of(),
                        Optional.empty(),
                        Optional.empty()))
            .filter(run -> !run.entries().isEmpty())
            .toList();
    if (runs.isEmpty()) {
      throw RunFailure.notFound(
          request
              .name()
              .filter(asked -> !asked.equals(VerifyRequest.LATEST))
              .map(asked -> "There is no backup " + asked + ": ak listbackups shows what there is")
              .orElse("There is no backup yet: ak backup makes one"));
    }
    return runs;
  }

  private List<BackupName> names(VerifyRequest request, Collection<Catalog> catalogs) {
    if (request.all()) {
      return catalogs.stream()
          .flatMap(Proving::listed)
          .map(CatalogEntry::name)
          .filter(name -> name.alias().equals(alias))
          .distinct()
          .sorted(Comparator.reverseOrder())
          .toList();
    }
    Optional<BackupName> one =
        request.name().isEmpty()
            ? ProofOrder.next(alias, catalogs)
            : named(request.name().get(), catalogs);
    return one.stream().toList();
  }

  private Optional<BackupName> named(String asked, Collection<Catalog> catalogs) {
    return asked.equals(VerifyRequest.LATEST)
        ? catalogs.stream()
            .flatMap(catalog -> catalog.latest(alias).stream())
            .map(CatalogEntry.Complete::name)
            .max(Comparator.naturalOrder())
        : BackupName.fromUser(asked);
  }

  private static Map<String, CatalogEntry> copies(BackupName name, Map<String, Catalog> catalogs) {
    Map<String, CatalogEntry> copies = new LinkedHashMap<>();
    catalogs.forEach(
        (store, catalog) ->
            listed(catalog)
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .ifPresent(entry -> copies.put(store, entry)));
    return copies;
  }

  /** All that has a manifest: a copy that is cut short is one that a proof must name. */
  private static Stream<CatalogEntry> listed(Catalog catalog) {
    return Stream.concat(catalog.complete().stream(), catalog.broken().stream());
  }

  /** The stores whose copies are read. */
  public List<String> copies(@Variable("proof") ProofRun run) {
    return run.stores();
  }

  /** The run after each copy was read. */
  public ProofRun checked(@Variable("proof") ProofRun run, @Body List<CopyVerdict> verdicts) {
    return run.found(verdicts);
  }

  /** What the run came to. */
  public VerifyOutcome outcome(@Variable("proof") ProofRun run) {
    List<CopyVerdict> all = new ArrayList<>(run.copies());
    all.addAll(run.silent());
    return new VerifyOutcome(run.name(), run.started(), clock.instant(), all);
  }
}
