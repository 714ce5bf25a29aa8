package bactrian.verify;

import bactrian.catalog.Index;
import bactrian.failure.RunFailure;
import bactrian.stream.Sha256;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * An archive as pg_dump wrote it, out of a stored file whose every byte is compared on the way:
 * each frame with its hash in the index. What is wrong goes to the findings; then the stream fails,
 * since nothing behind can be taken apart, and {@link #finish} still compares all that is left.
 */
final class ArchiveFrames extends InputStream {
  /** A frame is not what was written; the findings say which. */
  static final class Damaged extends IOException {
    Damaged() {
      super("A frame is damaged");
    }
  }

  private final Index index;
  private final InputStream content;
  private final String where;
  private final Findings findings;
  private final BooleanSupplier stopped;
  private final ArrayDeque<Index.Frame> waiting;
  private InputStream current = InputStream.nullInputStream();
  private Index.Frame frame;
  private long left;
  private long at;
  private boolean cut;

  /**
   * @param content the file's bytes as they were before sealing, from the first on
   * @param where the file and its store, for sentences
   * @param stopped whether the program is being stopped
   */
  ArchiveFrames(
      Index index, InputStream content, String where, Findings findings, BooleanSupplier stopped) {
    this.index = index;
    this.content = content;
    this.where = where;
    this.findings = findings;
    this.stopped = stopped;
    this.waiting = new ArrayDeque<>(index.frames());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    int read = decompressed(buffer, offset, length);
    while (read < 0) {
      if (left != 0) {
        throw damaged("does not decompress to the length that the index says");
      }
      if (waiting.isEmpty()) {
        return -1;
      }
      byte[] next = next();
      if (next == null) {
        throw new Damaged();
      }
      current = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(next));
      left = frame.rawLength();
      read = decompressed(buffer, offset, length);
    }
    left -= read;
    return read;
  }

  private int decompressed(byte[] buffer, int offset, int length) throws IOException {
    try {
      return current.read(buffer, offset, length);
    } catch (IOException e) {
      throw damaged("cannot be decompressed (" + e.getMessage() + ")");
    }
  }

  private Damaged damaged(String how) {
    findings.add(where + " " + how + " in " + FrameContent.of(index, frame) + ".");
    return new Damaged();
  }

  /** The bytes of the next frame, or null when they are wrong. */
  private byte[] next() throws IOException {
    requireNotStopped(stopped);
    frame = waiting.remove();
    long from = at;
    byte[] bytes = content.readNBytes(Math.toIntExact(frame.length()));
    at += bytes.length;
    String range = "Bytes %d to %d of %s".formatted(from, from + frame.length(), where);
    if (bytes.length < frame.length()) {
      if (!cut) {
        findings.add(
            "%s ends at byte %d, where by the index it goes on to byte %d: from there on all is lost, beginning with %s."
                .formatted(where, at, end(), FrameContent.of(index, frame)));
      }
      cut = true;
      return null;
    }
    if (from != frame.offset() || !Sha256.of(bytes).equals(frame.sha256())) {
      findings.add(
          "%s are not what was written there: %s.".formatted(range, FrameContent.of(index, frame)));
      return null;
    }
    return bytes;
  }

  private long end() {
    Index.Frame last = index.frames().get(index.frames().size() - 1);
    return last.offset() + last.length();
  }

  /** Compares the frames that nobody has read. */
  void finish() throws IOException {
    while (!waiting.isEmpty()) {
      next();
    }
  }

  /**
   * Ends the work when the program is being stopped: nothing was found then.
   *
   * @throws RunFailure when it is
   */
  static void requireNotStopped(BooleanSupplier stopped) {
    if (stopped.getAsBoolean()) {
      throw RunFailure.failed("The proof did not come to its end, and says nothing: run it again");
    }
  }
}
