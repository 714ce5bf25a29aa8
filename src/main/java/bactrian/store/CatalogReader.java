package bactrian.store;

import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.ManifestJson;
import bactrian.catalog.ManifestReading;
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

/** Reads the manifests that a store lists into its catalog. */
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
    List<BackupName> backups =
        listing.stream()
            .flatMap(file -> StoredName.parse(file.name()).stream())
            .filter(name -> name.kind() == StoredName.Kind.MANIFEST)
            .map(StoredName::backup)
            .toList();
    Map<BackupName, ManifestReading> manifests =
        source.requestsAtOnce() == 1 ? inTurn(source, backups) : sideBySide(source, backups);
    return new StoreCatalog(store, Optional.of(Catalog.of(listing, manifests)), Optional.empty());
  }

  private static Map<BackupName, ManifestReading> inTurn(
      FrameSource source, List<BackupName> backups) throws IOException {
    Map<BackupName, ManifestReading> manifests = new HashMap<>();
    for (BackupName backup : backups) {
      reading(source, backup).ifPresent(reading -> manifests.put(backup, reading));
    }
    return manifests;
  }

  private static Map<BackupName, ManifestReading> sideBySide(
      FrameSource source, List<BackupName> backups) throws IOException {
    Map<BackupName, ManifestReading> manifests = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(source.requestsAtOnce());
    try {
      List<Future<?>> tasks = new ArrayList<>();
      for (BackupName backup : backups) {
        tasks.add(
            threads.submit(
                () -> {
                  reading(source, backup).ifPresent(reading -> manifests.put(backup, reading));
                  return null;
                }));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
      return manifests;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamFailure("Interrupted while reading manifests", e);
    } finally {
      threads.shutdownNow();
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
