package bactrian.verify;

import bactrian.archive.ArchiveReader;
import bactrian.archive.ArchiveSummary;
import bactrian.catalog.Index;
import bactrian.catalog.IndexReader;
import bactrian.catalog.Manifest;
import bactrian.catalog.Proof;
import bactrian.catalog.StoredName;
import bactrian.failure.ExitCode;
import bactrian.failure.Failure;
import bactrian.failure.StreamFailure;
import bactrian.seal.Identity;
import bactrian.seal.SealedFile;
import bactrian.store.FrameSource;
import bactrian.stream.Measured;
import bactrian.stream.Progress;
import bactrian.stream.Sha256;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads every stored byte of one store's copy of a backup once, and compares it with what the
 * manifest says, and what the index says, which the manifest vouches for. No other copy helps out.
 */
final class CopyCheck {
  private static final String TASK = "Checking";

  private final String store;
  private final FrameSource source;
  private final Manifest manifest;
  private final Identity identity;
  private final Progress progress;
  private final BooleanSupplier stopped;
  private final Findings findings = new Findings();
  private final List<String> troubles = new ArrayList<>();
  private Proof.Counts counts = Proof.Counts.NONE;
  private boolean opened = true;
  private long bytes;

  CopyCheck(
      String store,
      FrameSource source,
      Manifest manifest,
      Identity identity,
      Progress progress,
      BooleanSupplier stopped) {
    this.store = store;
    this.source = source;
    this.manifest = manifest;
    this.identity = identity;
    this.progress = progress;
    this.stopped = stopped;
  }

  /** What one file is read for. */
  private interface Reading {
    void of(InputStream stored) throws IOException;
  }

  /** Reads everything. */
  CopyVerdict check() {
    Optional<Index> index = index();
    manifest.file(StoredName.Kind.GLOBALS).ifPresent(this::compareWhole);
    Manifest.HashedFile archive = manifest.file(StoredName.Kind.ARCHIVE).orElseThrow();
    if (index.isEmpty()) {
      compareWhole(archive);
    } else {
      read(archive, stored -> compareArchive(archive, index.get(), stored));
    }
    Proof.Counts read =
        opened
            ? new Proof.Counts(counts.tables(), counts.rows(), counts.largeObjects(), bytes)
            : Proof.Counts.unopened(bytes);
    if (!findings.isEmpty()) {
      return CopyVerdict.failed(store, Proof.Level.CHECKSUM, findings.sentences(), read);
    }
    return troubles.isEmpty()
        ? CopyVerdict.passed(store, Proof.Level.CHECKSUM, read)
        : CopyVerdict.notProven(store, Proof.Level.CHECKSUM, troubles);
  }

  private Optional<Index> index() {
    Manifest.HashedFile file = manifest.file(StoredName.Kind.INDEX).orElseThrow();
    List<Index> parsed = new ArrayList<>();
    read(
        file,
        stored -> {
          byte[] all = stored.readNBytes(Math.toIntExact(file.size()));
          bytes += all.length;
          boolean more = stored.read() >= 0;
          if (all.length != file.size() || more || !Sha256.of(all).equals(file.sha256())) {
            findings.add(otherBytes(file, more ? file.size() + 1 : all.length));
          } else {
            opened(file, all).flatMap(content -> parse(file, content)).ifPresent(parsed::add);
          }
        });
    return parsed.stream().findFirst();
  }

  /** What was sealed; nothing when no key opens it, so that bytes alone are compared. */
  private Optional<InputStream> opened(Manifest.HashedFile file, byte[] stored) throws IOException {
    if (!file.name().sealed()) {
      return Optional.of(new ByteArrayInputStream(stored));
    }
    if (!identity.isSet()) {
      opened = false;
      return Optional.empty();
    }
    try {
      return Optional.of(SealedFile.whole(stored, identity));
    } catch (SealedFile.NotOpened e) {
      opened = false;
      return Optional.empty();
    }
  }

  private Optional<Index> parse(Manifest.HashedFile file, InputStream content) {
    try (InputStream in = new ZstdInputStreamNoFinalizer(content)) {
      return Optional.of(IndexReader.read(manifest.name(), in));
    } catch (bactrian.failure.RunFailure | IOException e) {
      findings.add(where(file) + " cannot be read: " + e.getMessage() + ".");
      return Optional.empty();
    }
  }

  private void compareWhole(Manifest.HashedFile file) {
    read(
        file,
        stored -> {
          Measured measured = new Measured(stored);
          measured.transferTo(OutputStream.nullOutputStream());
          bytes += measured.count();
          if (measured.count() != file.size() || !measured.sha256().equals(file.sha256())) {
            findings.add(otherBytes(file, measured.count()));
          }
        });
  }

  private void compareArchive(Manifest.HashedFile file, Index index, InputStream stored)
      throws IOException {
    boolean wellSoFar = findings.isEmpty();
    Measured measured = new Measured(progress.watch(TASK, file.size(), stored));
    try {
      compareContent(file, index, measured);
    } catch (SealedFile.NotOpened e) {
      // The same key has opened the index.
      findings.add(where(file) + " cannot be opened: its header is not what was written there.");
    }
    measured.transferTo(OutputStream.nullOutputStream());
    bytes += measured.count();
    boolean same = measured.count() == file.size() && measured.sha256().equals(file.sha256());
    if (!same && wellSoFar && findings.isEmpty()) {
      findings.add(otherBytes(file, measured.count()));
    }
  }

  private void compareContent(Manifest.HashedFile file, Index index, Measured stored)
      throws IOException {
    boolean sealed = file.name().sealed();
    ArchiveFrames frames =
        new ArchiveFrames(
            index,
            sealed ? SealedFile.passing(stored, file.size(), identity) : stored,
            where(file) + (sealed ? ", as it was before sealing," : ""),
            findings,
            stopped);
    ArchiveComparison comparison = new ArchiveComparison(index, where(file), findings);
    try {
      ArchiveSummary summary = ArchiveReader.read(frames, comparison);
      comparison.finish(summary, index, manifest);
      counts = new Proof.Counts(summary.tables(), summary.rows(), summary.largeObjects(), 0);
    } catch (ArchiveFrames.Damaged e) {
      // The findings say it.
    } catch (StreamFailure e) {
      findings.add(where(file) + " is not what pg_dump writes: " + e.sentence() + ".");
    }
    frames.finish();
  }

  private String otherBytes(Manifest.HashedFile file, long there) {
    if (there != file.size()) {
      return "%s has %s bytes, and %d by the manifest."
          .formatted(
              where(file),
              there > file.size() ? "more than " + file.size() : Long.toString(there),
              file.size());
    }
    return "Bytes 0 to %d of %s are not those that the manifest names: their SHA-256 is another one."
        .formatted(file.size(), where(file));
  }

  private String where(Manifest.HashedFile file) {
    return file.name() + " in " + store;
  }

  /** Reads a file, and tells what is the store's trouble from what is the file's. */
  private void read(Manifest.HashedFile file, Reading reading) {
    ArchiveFrames.requireNotStopped(stopped);
    try (InputStream stored = open(file)) {
      reading.of(stored);
    } catch (StoredInput.Trouble e) {
      ArchiveFrames.requireNotStopped(stopped);
      judge(file, e.getCause());
    } catch (IOException e) {
      findings.add(where(file) + " cannot be read: " + e.getMessage() + ".");
    }
  }

  private InputStream open(Manifest.HashedFile file) throws IOException {
    try {
      return new StoredInput(source.open(file.name().toString(), 0, Long.MAX_VALUE));
    } catch (IOException e) {
      throw new StoredInput.Trouble(e);
    }
  }

  private void judge(Manifest.HashedFile file, Throwable thrown) {
    Optional<Failure> failure = Failure.firstIn(thrown);
    String sentence =
        failure
            .map(Failure::sentence)
            .orElseGet(() -> where(file) + " cannot be read: " + thrown.getMessage());
    if (failure.filter(reason -> reason.exitCode() == ExitCode.NOT_FOUND).isPresent()) {
      findings.add(where(file) + " is missing.");
    } else if (source.requestsAtOnce() > 1 || isDenied(thrown)) {
      // A server that does not answer, or a right that is missing, tells nothing about the bytes.
      troubles.add(sentence);
    } else {
      findings.add(sentence + ".");
    }
  }

  private static boolean isDenied(Throwable thrown) {
    return thrown instanceof AccessDeniedException
        || thrown.getCause() instanceof AccessDeniedException;
  }
}
