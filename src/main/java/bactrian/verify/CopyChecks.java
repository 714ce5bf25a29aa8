package bactrian.verify;

import bactrian.catalog.CatalogEntry;
import bactrian.catalog.Manifest;
import bactrian.catalog.ManifestJson;
import bactrian.catalog.ManifestReading;
import bactrian.catalog.Proof;
import bactrian.catalog.StoredName;
import bactrian.seal.Identity;
import bactrian.store.FrameSource;
import bactrian.stream.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges each store's copy of a backup by itself. */
public final class CopyChecks {
  private static final Logger LOG = LoggerFactory.getLogger(CopyChecks.class);

  private final Map<String, FrameSource> sources;
  private final Identity identity;
  private final Progress progress;
  private final BooleanSupplier stopped;

  /**
   * @param sources each store's files, by the store's name
   * @param identity opens sealed backups
   * @param progress watches the archive that is read
   * @param stopped whether the program is being stopped
   */
  public CopyChecks(
      Map<String, FrameSource> sources,
      Identity identity,
      Progress progress,
      BooleanSupplier stopped) {
    this.sources = Map.copyOf(sources);
    this.identity = identity;
    this.progress = progress;
    this.stopped = stopped;
  }

  /** Reads every stored byte of a store's copy, and compares it. */
  public CopyVerdict check(@Variable("proof") ProofRun run, @Variable("store") String store) {
    CatalogEntry entry = run.entries().get(store);
    FrameSource source = sources.get(store);
    if (entry instanceof CatalogEntry.Complete complete) {
      CopyVerdict verdict =
          new CopyCheck(store, source, complete.manifest(), identity, progress, stopped).check();
      return verdict.passed() && !verdict.counts().opened()
          ? unopened(verdict, run.level(), complete.manifest())
          : verdict;
    }
    String reason =
        entry instanceof CatalogEntry.Broken broken ? broken.reason() : "It has no manifest.";
    CopyVerdict broken =
        CopyVerdict.failed(store, Proof.Level.CHECKSUM, List.of(reason), Proof.Counts.NONE);
    // What is left of it is read all the same, to tell what is lost.
    return manifest(entry, source)
        .map(
            manifest -> new CopyCheck(store, source, manifest, identity, progress, stopped).check())
        .filter(verdict -> !verdict.passed())
        .orElse(broken);
  }

  /**
   * Its bytes are right; where more was asked, it is not known, since it cannot be restored here.
   */
  private CopyVerdict unopened(CopyVerdict verdict, Proof.Level level, Manifest manifest) {
    String why = identity.refused(manifest.name().toString(), manifest.recipients());
    if (level == Proof.Level.CHECKSUM) {
      if (identity.isSet()) {
        LOG.warn("{}; only its bytes were compared", why);
      }
      return verdict;
    }
    return CopyVerdict.notProven(
        verdict.store(),
        level,
        List.of("Its bytes are those that were stored, but no more is known. " + why + "."));
  }

  private static Optional<Manifest> manifest(CatalogEntry entry, FrameSource source) {
    String file = StoredName.manifest(entry.name()).toString();
    try (InputStream in = source.open(file, 0, Long.MAX_VALUE)) {
      return ManifestJson.reading(entry.name(), in) instanceof ManifestReading.Read read
          ? Optional.of(read.manifest())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
