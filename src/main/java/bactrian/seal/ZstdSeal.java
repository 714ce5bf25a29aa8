package bactrian.seal;

import bactrian.stream.Sha256;
import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Compresses a stream into zstd frames that end where the caller says, with a SHA-256 per frame.
 * The frames after each other are one ordinary zstd file.
 *
 * <p>It is no {@code Closeable} on purpose: a close on the way out of a failure would write a valid
 * ending. {@link #finish()} is the one clean end, {@link #discard()} frees it without one.
 */
final class ZstdSeal {
  private static final int OUTPUT_BYTES = 256 * 1024;
  private static final int INPUT_BYTES = 256 * 1024;

  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT_BYTES);
  private final ByteBuffer output = ByteBuffer.allocateDirect(OUTPUT_BYTES);
  private final MessageDigest frame = Sha256.digest();
  private final List<Frame> frames = new ArrayList<>();
  private final SealOutput target;

  private long rawOffset;
  private long rawLength;
  private long offset;
  private long length;

  /**
   * @param level the zstd level, 1 to 22
   * @param workers threads that compress beside the calling one, 0 for none
   */
  ZstdSeal(int level, int workers, SealOutput target) {
    this.target = target;
    compressor.setLevel(level).setChecksum(true).setWorkers(workers);
  }

  /** Compresses bytes into the current frame; the array may change afterwards. */
  void write(byte[] bytes, int from, int count) throws IOException {
    int done = 0;
    while (done < count) {
      int step = Math.min(input.remaining(), count - done);
      input.put(bytes, from + done, step);
      done += step;
      if (!input.hasRemaining()) {
        compress(EndDirective.CONTINUE);
      }
    }
    rawLength += count;
  }

  /** Ends the current frame, when it holds anything. */
  void cut() throws IOException {
    if (rawLength == 0) {
      return;
    }
    compress(EndDirective.END);
    emit();
    frames.add(
        new Frame(rawOffset, rawLength, offset, length, HexFormat.of().formatHex(frame.digest())));
    rawOffset += rawLength;
    offset += length;
    rawLength = 0;
    length = 0;
  }

  /** Ends the last frame and frees the compressor. Nothing may be written afterwards. */
  List<Frame> finish() throws IOException {
    cut();
    compressor.close();
    return frames;
  }

  /** Frees the compressor without a clean end; harmless after {@link #finish()}. */
  void discard() {
    compressor.close();
  }

  private void compress(EndDirective directive) throws IOException {
    input.flip();
    boolean flushed = false;
    while (input.hasRemaining() || (directive == EndDirective.END && !flushed)) {
      flushed = compressor.compressDirectByteBufferStream(output, input, directive);
      if (!output.hasRemaining()) {
        emit();
      }
    }
    input.clear();
  }

  private void emit() throws IOException {
    output.flip();
    if (output.hasRemaining()) {
      byte[] bytes = new byte[output.remaining()];
      output.get(bytes);
      frame.update(bytes);
      length += bytes.length;
      target.accept(bytes, 0, bytes.length);
    }
    output.clear();
  }
}
