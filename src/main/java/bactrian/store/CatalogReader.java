package bactrian.store;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.ManifestJson;
import bactrian.catalog.ManifestReading;
import bactrian.catalog.ProofJson;
import bactrian.catalog.ProofReading;
import bactrian.catalog.StoredFile;
import bactrian.catalog.StoredName;
import bactrian.failure.ExitCode;
import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * Reads the manifests that a store lists, and the newest proof of each backup, into its catalog.
 */
public final class CatalogReader {
  private final Map<String, FrameSource> sources;

  /**
   * @param sources each store's files, by the store's name
   */
  public CatalogReader(Map<String, FrameSource> sources) {
    this.sources = Map.copyOf(sources);
  }

  /** The catalog behind a store's listing. */
  public StoreCatalog read(@Variable("store") String store, @Body List<StoredFile> listing)
      throws IOException {
    FrameSource source = sources.get(store);
    Map<BackupName, List<StoredName>> files = new HashMap<>();
    for (StoredFile file : listing) {
      StoredName.parse(file.name())
          .ifPresent(
              name -> files.computeIfAbsent(name.backup(), any -> new ArrayList<>()).add(name));
    }
    Map<BackupName, ManifestReading> manifests = new ConcurrentHashMap<>();
    Map<StoredName, ProofReading> proofs = new ConcurrentHashMap<>();
    List<Reading> readings = new ArrayList<>();
    files.forEach(
        (backup, names) -> {
          if (names.contains(StoredName.manifest(backup))) {
            readings.add(
                () -> reading(source, backup).ifPresent(read -> manifests.put(backup, read)));
            Catalog.newestProof(names)
                .ifPresent(
                    proof ->
                        readings.add(
                            () ->
                                reading(source, proof).ifPresent(read -> proofs.put(proof, read))));
          }
        });
    if (source.requestsAtOnce() == 1) {
      inTurn(readings);
    } else {
      sideBySide(source, readings);
    }
    return new StoreCatalog(
        store, Optional.of(Catalog.of(listing, manifests, proofs)), Optional.empty());
  }

  /** Reads one small file. */
  @FunctionalInterface
  private interface Reading {
    void read() throws IOException;
  }

  private static void inTurn(List<Reading> readings) throws IOException {
    for (Reading reading : readings) {
      reading.read();
    }
  }

  private static void sideBySide(FrameSource source, List<Reading> readings) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(source.requestsAtOnce());
    try {
      List<Future<?>> tasks = new ArrayList<>();
      for (Reading reading : readings) {
        tasks.add(
            threads.submit(
                () -> {
                  reading.read();
                  return null;
                }));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamFailure("Interrupted while reading manifests", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Nothing when the proof went away since the listing. */
  private static Optional<ProofReading> reading(FrameSource source, StoredName proof)
      throws IOException {
    try (InputStream in = source.open(proof.toString(), 0, Long.MAX_VALUE)) {
      return Optional.of(ProofJson.reading(proof, in));
    } catch (StreamFailure e) {
      if (e.exitCode() == ExitCode.NOT_FOUND) {
        return Optional.empty();
      }
      if (source.requestsAtOnce() > 1) {
        throw e;
      }
      return Optional.of(new ProofReading.Unreadable(proof.proven().orElseThrow(), e.sentence()));
    }
  }

  /** Nothing when the manifest went away since the listing. */
  private static Optional<ManifestReading> reading(FrameSource source, BackupName backup)
      throws IOException {
    String file = StoredName.manifest(backup).toString();
    try (InputStream in = source.open(file, 0, Long.MAX_VALUE)) {
      return Optional.of(ManifestJson.reading(backup, in));
    } catch (StreamFailure e) {
      if (e.exitCode() == ExitCode.NOT_FOUND) {
        return Optional.empty();
      }
      if (source.requestsAtOnce() > 1) {
        throw e;
      }
      return Optional.of(new ManifestReading.Unreadable(e.sentence()));
    }
  }

  /** What stands for a store that failed. */
  public StoreCatalog failed(@Variable("store") String store, Exchange exchange) {
    return new StoreCatalog(
        store,
        Optional.empty(),
        Optional.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
  }
}
