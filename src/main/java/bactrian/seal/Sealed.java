package bactrian.seal;

import java.util.List;

/**
 * What a seal has written in all.
 *
 * @param frames the frames in their order
 * @param length the bytes that came out
 * @param sha256 the lower-case hexadecimal SHA-256 of all bytes that came out
 */
public record Sealed(List<Frame> frames, long length, String sha256) {
  /** Copies the list. */
  public Sealed {
    frames = List.copyOf(frames);
  }

  /** The bytes that went in. */
  public long rawLength() {
    return frames.stream().mapToLong(Frame::rawLength).sum();
  }
}
