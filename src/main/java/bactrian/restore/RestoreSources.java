package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.archive.ArchiveReader;
import bactrian.catalog.BackupName;
import bactrian.catalog.Catalog;
import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Index;
import bactrian.catalog.Manifest;
import bactrian.failure.RunFailure;
import bactrian.seal.Identity;
import bactrian.store.ConfiguredStores;
import bactrian.store.FrameSource;
import bactrian.store.StoreCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what is meant by a name, and reads as much of it as a plan needs. */
public final class RestoreSources {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreSources.class);

  private final ConfiguredStores configured;
  private final Map<String, FrameSource> sources;
  private final String alias;
  private final Identity identity;

  /**
   * @param configured the stores of the settings, the nearest first
   * @param sources each store's files, by the store's name
   * @param alias whose newest backup {@code latest} means
   * @param identity opens sealed backups
   */
  public RestoreSources(
      ConfiguredStores configured,
      Map<String, FrameSource> sources,
      String alias,
      Identity identity) {
    this.configured = configured;
    this.sources = Map.copyOf(sources);
    this.alias = alias;
    this.identity = identity;
  }

  /** A request; a text asks for the plan of the backup of that name. */
  public RestoreRequest request(@Body Object body) {
    if (body instanceof RestoreRequest request) {
      return request;
    }
    if (body instanceof String name) {
      return RestoreRequest.planOf(name);
    }
    throw RunFailure.usage("Name the backup to restore: ak listbackups shows what there is");
  }

  /** The stores to look in. */
  public List<String> stores(@Variable("request") RestoreRequest request) {
    return configured.chosen(request.stores());
  }

  /**
   * The backup that the request names, its index and its head read and checked.
   *
   * @throws RunFailure with exit status 3 when there is none of that name
   */
  public RestoreSource find(
      @Variable("request") RestoreRequest request, @Body List<StoreCatalog> stores)
      throws IOException {
    Map<String, Catalog> catalogs = StoreCatalog.answered(stores);
    Optional<RestoreSource.Backup> backup = backup(request, catalogs);
    if (backup.isPresent()) {
      return backup.get();
    }
    for (Map.Entry<String, Catalog> catalog : catalogs.entrySet()) {
      for (Catalog.Legacy legacy : catalog.getValue().legacy()) {
        if (legacy.name().text().equals(request.name())) {
          return legacy(legacy, sources.get(catalog.getKey()));
        }
      }
    }
    throw absent(request.name(), catalogs);
  }

  private static RestoreSource.Legacy legacy(Catalog.Legacy legacy, FrameSource store)
      throws IOException {
    String name = legacy.name().text();
    LegacyContent content = LegacyContent.open(store.open(name, 0, Long.MAX_VALUE));
    try (InputStream in = content.stream()) {
      Optional<ArchiveHead> head =
          content.kind() == LegacyContent.Kind.CUSTOM_ARCHIVE
              ? Optional.of(ArchiveReader.head(in))
              : Optional.empty();
      return new RestoreSource.Legacy(name, legacy.size(), store, content.kind(), head);
    }
  }

  private Optional<RestoreSource.Backup> backup(
      RestoreRequest request, Map<String, Catalog> catalogs) throws IOException {
    Optional<BackupName> named = name(request, catalogs);
    if (named.isEmpty()) {
      return Optional.empty();
    }
    BackupName name = named.get();
    Map<String, FrameSource> holding = new LinkedHashMap<>();
    Manifest manifest = null;
    for (String store : nearestFirst(catalogs, name)) {
      Optional<CatalogEntry.Complete> entry = catalogs.get(store).find(name);
      if (entry.isPresent() && (manifest == null || manifest.equals(entry.get().manifest()))) {
        manifest = entry.get().manifest();
        holding.put(store, sources.get(store));
      }
    }
    return manifest == null
        ? Optional.empty()
        : Optional.of(
            read(
                new BackupFiles(manifest, holding, identity),
                EarlierRestore.of(name, catalogs.values())));
  }

  /**
   * A copy whose proof failed after all others; a folder before a server, else in the order of the
   * settings.
   */
  private List<String> nearestFirst(Map<String, Catalog> catalogs, BackupName name) {
    Comparator<String> failedLast =
        Comparator.comparing(
            store ->
                catalogs.get(store).find(name).filter(CatalogEntry.Complete::failed).isPresent());
    return catalogs.keySet().stream()
        .sorted(failedLast.thenComparingInt(store -> sources.get(store).requestsAtOnce()))
        .toList();
  }

  private Optional<BackupName> name(RestoreRequest request, Map<String, Catalog> catalogs) {
    if (request.name().equals(RestoreRequest.LATEST)) {
      return Optional.of(latest(catalogs.values()));
    }
    return BackupName.fromUser(request.name());
  }

  /** The newest backup with a copy whose newest proof has not failed. */
  private BackupName latest(Collection<Catalog> catalogs) {
    NavigableMap<BackupName, Boolean> failed = new TreeMap<>(Comparator.reverseOrder());
    for (Catalog catalog : catalogs) {
      for (CatalogEntry.Complete backup : catalog.complete()) {
        if (backup.name().alias().equals(alias)) {
          failed.merge(backup.name(), backup.failed(), Boolean::logicalAnd);
        }
      }
    }
    if (failed.isEmpty()) {
      throw RunFailure.notFound("There is no backup yet: ak backup makes one");
    }
    for (Map.Entry<BackupName, Boolean> backup : failed.entrySet()) {
      if (!backup.getValue()) {
        return backup.getKey();
      }
      LOG.warn("The newest proof of {} failed, so it is not taken for the latest", backup.getKey());
    }
    throw RunFailure.failed(
        "The newest proof of every backup failed: name one, such as "
            + failed.firstKey()
            + ", to restore it all the same");
  }

  private static RunFailure absent(String asked, Map<String, Catalog> catalogs) {
    Optional<BackupName> name = BackupName.fromUser(asked);
    for (Catalog catalog : catalogs.values()) {
      for (CatalogEntry.Broken broken : catalog.broken()) {
        if (name.isPresent() && broken.name().equals(name.get())) {
          return RunFailure.failed(broken.name() + " cannot be restored: " + broken.reason());
        }
      }
    }
    return RunFailure.notFound(
        "There is no backup " + asked + ": ak listbackups shows what there is");
  }

  /** A backup of which as much is read as a plan needs. */
  public static RestoreSource.Backup read(BackupFiles files) throws IOException {
    return read(files, Optional.empty());
  }

  private static RestoreSource.Backup read(BackupFiles files, Optional<EarlierRestore> earlier)
      throws IOException {
    Index index = files.index();
    ArchiveHead head;
    try (InputStream in = files.head(index)) {
      head = ArchiveReader.head(in);
    }
    return new RestoreSource.Backup(files, index, head, earlier);
  }
}
