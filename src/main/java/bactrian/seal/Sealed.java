package bactrian.seal;

import java.util.List;

/**
 * What a seal has written in all.
 *
 * @param frames the frames in their order
 * @param rawLength the bytes that went in
 * @param length the bytes that came out
 * @param sha256 the lower-case hexadecimal SHA-256 of all bytes that came out
 */
public record Sealed(List<Frame> frames, long rawLength, long length, String sha256) {
  public Sealed {
    frames = List.copyOf(frames);
  }
}
