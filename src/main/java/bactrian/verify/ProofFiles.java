package bactrian.verify;

import bactrian.backup.StoreOutcome;
import bactrian.catalog.Catalog;
import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Proof;
import bactrian.catalog.ProofJson;
import bactrian.catalog.StoredName;
import bactrian.store.Copy;
import bactrian.store.StoreCatalog;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Writes proofs beside the copies that they are of. */
public final class ProofFiles {
  private final String host;
  private final String programVersion;
  private final Clock clock;

  /**
   * @param host the name of this machine
   * @param programVersion Bactrian's own version
   */
  public ProofFiles(String host, String programVersion, Clock clock) {
    this.host = host;
    this.programVersion = programVersion;
    this.clock = clock;
  }

  /** The stores that get a proof. */
  public List<String> stores(@Variable("proof") ProofRun run) {
    return run.copies().stream()
        .filter(copy -> copy.result().isPresent())
        .map(CopyVerdict::store)
        .toList();
  }

  /**
   * The proofs on their way. A backup that was removed meanwhile gets none.
   *
   * @param catalogs what each store holds now
   */
  public List<Copy> copies(@Variable("proof") ProofRun run, @Body List<StoreCatalog> catalogs) {
    List<Copy> copies = new ArrayList<>();
    for (CopyVerdict verdict : run.copies()) {
      Optional<CatalogEntry> entry = entry(run, verdict.store(), catalogs);
      if (entry.isPresent()) {
        verdict.result().ifPresent(result -> copies.add(copy(run, verdict, result, entry.get())));
      }
    }
    return copies;
  }

  private static Optional<CatalogEntry> entry(
      ProofRun run, String store, List<StoreCatalog> catalogs) {
    return catalogs.stream()
        .filter(catalog -> catalog.store().equals(store))
        .flatMap(catalog -> catalog.catalog().stream())
        .flatMap(ProofFiles::listed)
        .filter(entry -> entry.name().equals(run.name()))
        .findFirst();
  }

  private static Stream<CatalogEntry> listed(Catalog catalog) {
    return Stream.concat(catalog.complete().stream(), catalog.broken().stream());
  }

  private Copy copy(ProofRun run, CopyVerdict verdict, Proof.Result result, CatalogEntry entry) {
    Instant now = clock.instant();
    Proof proof =
        new Proof(
            run.name(),
            verdict.level(),
            result,
            run.started(),
            now,
            host,
            programVersion,
            verdict.level() == Proof.Level.CHECKSUM ? Optional.empty() : run.serverVersion(),
            verdict.level() == Proof.Level.CHECKSUM ? Optional.empty() : run.restoring(),
            verdict.counts(),
            reasons(verdict, entry));
    return new Copy(
        verdict.store(),
        StoredName.proof(run.name(), free(now, entry.proofs())),
        new ByteArrayInputStream(ProofJson.write(proof)));
  }

  /** Names of tables, and values in what PostgreSQL says, are not for whoever has no key. */
  private static List<String> reasons(CopyVerdict verdict, CatalogEntry entry) {
    boolean sealed = entry.files().stream().anyMatch(StoredName::sealed);
    return sealed && !verdict.reasons().isEmpty()
        ? List.of(
            "What was found (%d) was told to whoever made this proof: the backup is sealed, and this file is not."
                .formatted(verdict.reasons().size()))
        : verdict.reasons();
  }

  /** Later than every other proof, also where a clock was wrong: the newest one counts. */
  private static Instant free(Instant now, List<Instant> proofs) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    return proofs.stream()
        .max(Instant::compareTo)
        .filter(last -> !last.isBefore(second))
        .map(last -> last.plusSeconds(1))
        .orElse(second);
  }

  /** The verdict whose proof is stored now. */
  public CopyVerdict written(@Variable("proof") ProofRun run, @Variable("copy") Copy copy) {
    return verdict(run, copy);
  }

  /** The verdict whose proof could not be stored. */
  public CopyVerdict failed(
      @Variable("proof") ProofRun run, @Variable("copy") Copy copy, Exchange exchange) {
    Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    return verdict(run, copy)
        .unwritten(
            StoreOutcome.failed(copy.store(), thrown)
                .failure()
                .map(StoreOutcome.Reason::sentence)
                .orElseThrow());
  }

  private static CopyVerdict verdict(ProofRun run, Copy copy) {
    return run.copies().stream()
        .filter(verdict -> verdict.store().equals(copy.store()))
        .findFirst()
        .orElseThrow();
  }

  /** The run with what became of its proofs. */
  public ProofRun published(@Variable("proof") ProofRun run, @Body List<CopyVerdict> stored) {
    List<CopyVerdict> all = new ArrayList<>();
    for (CopyVerdict verdict : run.copies()) {
      all.add(
          stored.stream()
              .filter(copy -> copy.store().equals(verdict.store()))
              .findFirst()
              .orElseGet(
                  () ->
                      verdict.result().isEmpty()
                          ? verdict
                          : verdict.unwritten("the backup is not there any more")));
    }
    return run.found(all);
  }
}
