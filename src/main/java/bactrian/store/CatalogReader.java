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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Map<BackupName, ManifestReading> manifests = new HashMap<>();
    for (StoredFile file : listing) {
      Optional<StoredName> name = StoredName.parse(file.name());
      if (name.isPresent() && name.get().kind() == StoredName.Kind.MANIFEST) {
        BackupName backup = name.get().backup();
        reading(store, backup).ifPresent(reading -> manifests.put(backup, reading));
      }
    }
    return new StoreCatalog(store, Optional.of(Catalog.of(listing, manifests)), Optional.empty());
  }

  /** Nothing when the manifest went away since the listing. */
  private Optional<ManifestReading> reading(String store, BackupName backup) throws IOException {
    String file = StoredName.manifest(backup).toString();
    try (InputStream in = sources.get(store).open(file, 0, Long.MAX_VALUE)) {
      return Optional.of(ManifestJson.reading(backup, in));
    } catch (StreamFailure e) {
      if (e.exitCode() == ExitCode.NOT_FOUND) {
        return Optional.empty();
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
