package bactrian.seal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Makes of a stream what is stored of it: compressed in frames that end where the caller says,
 * encrypted if there are recipients, and hashed.
 *
 * <p>It is no {@code Closeable} on purpose: a close on the way out of a failure would write a valid
 * ending. {@link #finish()} is the one clean end, {@link #discard()} frees it without one.
 */
public final class Seal {
  private final HashedOutput stored;
  private final Optional<AgeSeal> age;
  private final ZstdSeal zstd;

  /**
   * @param level the zstd level, 1 to 22
   * @param workers threads that compress beside the calling one, 0 for none
   * @param recipients who can open it; none leaves it open to everybody
   * @param target takes what is stored
   */
  public Seal(int level, int workers, List<Recipient> recipients, SealOutput target) {
    stored = new HashedOutput(target);
    age = recipients.isEmpty() ? Optional.empty() : Optional.of(new AgeSeal(recipients, stored));
    zstd = new ZstdSeal(level, workers, age.isPresent() ? age.get() : stored);
  }

  /** Adds bytes to the current frame; the array may change afterwards. */
  public void write(byte[] bytes, int from, int count) throws IOException {
    zstd.write(bytes, from, count);
  }

  /** Ends the current frame, when it holds anything. */
  public void cut() throws IOException {
    zstd.cut();
  }

  /** Ends the last frame and the file. Nothing may be written afterwards. */
  public Sealed finish() throws IOException {
    List<Frame> frames = zstd.finish();
    if (age.isPresent()) {
      age.get().finish();
    }
    return new Sealed(frames, stored.length(), stored.sha256());
  }

  /** Frees the compressor without a clean end; harmless after {@link #finish()}. */
  public void discard() {
    zstd.discard();
  }
}
