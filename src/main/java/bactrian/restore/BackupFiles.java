package bactrian.restore;

import bactrian.catalog.Index;
import bactrian.catalog.IndexReader;
import bactrian.catalog.Manifest;
import bactrian.catalog.StoredName;
import bactrian.failure.Failure;
import bactrian.failure.RunFailure;
import bactrian.failure.StreamFailure;
import bactrian.seal.ByteRanges;
import bactrian.seal.Identity;
import bactrian.seal.SealedFile;
import bactrian.store.FrameSource;
import bactrian.stream.Sha256;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one backup, in every store that has it: nothing of them reaches a parser before its
 * hash was found right, the index against the manifest, the frames against the index. What one
 * store gives wrong, the next is asked for.
 */
public final class BackupFiles {
  private static final Logger LOG = LoggerFactory.getLogger(BackupFiles.class);

  private static final int SHOWN = 3;
  private static final String OTHER = " are not what was written there";

  private final Manifest manifest;
  private final Map<String, FrameSource> sources;
  private final Identity identity;

  /** The archive before it was sealed, by store. */
  private final Map<String, ByteRanges> archive;

  /**
   * @param sources the stores that have the backup, by name, the nearest first
   * @param identity opens them if they are sealed
   */
  public BackupFiles(Manifest manifest, Map<String, FrameSource> sources, Identity identity) {
    this.manifest = manifest;
    this.sources = new LinkedHashMap<>(sources);
    this.identity = identity;
    Manifest.HashedFile file = manifest.file(StoredName.Kind.ARCHIVE).orElseThrow();
    this.archive = stored(file.name());
    if (file.name().sealed()) {
      archive.replaceAll((store, ranges) -> new SealedFile(ranges, file.size(), identity));
    }
  }

  private Map<String, ByteRanges> stored(StoredName file) {
    Map<String, ByteRanges> stored = new LinkedHashMap<>();
    sources.forEach(
        (store, source) -> stored.put(store, (from, to) -> source.open(file.toString(), from, to)));
    return stored;
  }

  /** What the backup's manifest says. */
  public Manifest manifest() {
    return manifest;
  }

  /**
   * Reads the index.
   *
   * @throws StreamFailure when no store has it whole
   */
  public Index index() throws IOException {
    Manifest.HashedFile file = manifest.file(StoredName.Kind.INDEX).orElseThrow();
    try (InputStream in = whole(file)) {
      return IndexReader.read(manifest.name(), in);
    }
  }

  /**
   * The script with the roles; an empty one when the backup has none. The caller closes it.
   *
   * @throws StreamFailure when no store has it whole
   */
  public InputStream globals() throws IOException {
    Optional<Manifest.HashedFile> file = manifest.file(StoredName.Kind.GLOBALS);
    return file.isEmpty() ? InputStream.nullInputStream() : whole(file.get());
  }

  /**
   * The whole archive as pg_dump wrote it. Each frame is whole and right before its first byte is
   * given.
   */
  public InputStream archive(Index index) {
    return cursor(index, new FrameBudget(Long.MAX_VALUE));
  }

  /** The archive's header and table of contents alone. */
  public InputStream head(Index index) throws IOException {
    return frame(index, index.frames().get(0));
  }

  /** The archive from any place on, holding no more frames in memory than the budget allows. */
  FrameCursor cursor(Index index, FrameBudget budget) {
    return new FrameCursor(frame -> frame(index, frame), index.frames(), budget);
  }

  private InputStream frame(Index index, Index.Frame frame) throws IOException {
    StoredName name = manifest.file(StoredName.Kind.ARCHIVE).orElseThrow().name();
    byte[] bytes =
        verified(
            archive,
            name + (name.sealed() ? ", as it was before sealing," : ""),
            frame.offset(),
            Math.toIntExact(frame.length()),
            frame.sha256(),
            content(index, frame));
    return decompressed(new ByteArrayInputStream(bytes));
  }

  /** What lies in a frame, for a sentence. */
  private static String content(Index index, Index.Frame frame) {
    if (frame.place() == Index.Place.HEAD) {
      return ", with the table of contents,";
    }
    List<Index.Entry> entries = index.entriesIn(frame);
    String names =
        entries.stream()
            .limit(SHOWN)
            .map(entry -> entry.schema().map(schema -> schema + ".").orElse("") + entry.name())
            .collect(Collectors.joining(", "));
    return ", with "
        + names
        + (entries.size() > SHOWN ? " and " + (entries.size() - SHOWN) + " more" : "")
        + ",";
  }

  private static InputStream decompressed(InputStream in) throws IOException {
    return new ZstdInputStreamNoFinalizer(in);
  }

  private InputStream whole(Manifest.HashedFile file) throws IOException {
    String name = file.name().toString();
    if (file.name().sealed() && !identity.isSet()) {
      throw refused(null);
    }
    int size = Math.toIntExact(file.size());
    byte[] stored = verified(stored(file.name()), name, 0, size, file.sha256(), "");
    if (!file.name().sealed()) {
      return decompressed(new ByteArrayInputStream(stored));
    }
    try {
      return decompressed(SealedFile.whole(stored, identity));
    } catch (SealedFile.NotOpened e) {
      throw refused(e);
    }
  }

  private RunFailure refused(Throwable cause) {
    return RunFailure.usage(
        identity.refused(manifest.name().toString(), manifest.recipients()), cause);
  }

  private byte[] verified(
      Map<String, ByteRanges> stores,
      String file,
      long from,
      int length,
      String sha256,
      String content)
      throws IOException {
    List<String> reasons = new ArrayList<>();
    for (Map.Entry<String, ByteRanges> store : stores.entrySet()) {
      String where =
          "bytes %d to %d of %s in %s".formatted(from, from + length, file, store.getKey());
      try (InputStream in = store.getValue().open(from, from + length)) {
        byte[] bytes = new byte[length];
        if (in.readNBytes(bytes, 0, length) == length && Sha256.of(bytes).equals(sha256)) {
          // Without a store that has it right, the failure says all of this.
          reasons.forEach(reason -> LOG.warn("{}", reason));
          return bytes;
        }
        reasons.add(where + content + OTHER);
      } catch (SealedFile.Broken e) {
        reasons.add(where + content + OTHER);
      } catch (IOException e) {
        reasons.add(
            Failure.firstIn(e).map(Failure::sentence).orElse(where + ": " + e.getMessage()));
      }
    }
    throw new StreamFailure(
        "The backup "
            + manifest.name()
            + " is damaged ("
            + String.join("; ", reasons)
            + "): restore another one, and check the disk below the store",
        null);
  }
}
