package bactrian.seal;

import bactrian.stream.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The end of a seal: hashes and counts what comes out of it. */
final class HashedOutput implements SealOutput {
  private final MessageDigest digest = Sha256.digest();
  private final SealOutput target;
  private long length;

  HashedOutput(SealOutput target) {
    this.target = target;
  }

  @Override
  public void accept(byte[] bytes, int offset, int count) throws IOException {
    digest.update(bytes, offset, count);
    length += count;
    target.accept(bytes, offset, count);
  }

  long length() {
    return length;
  }

  /** The SHA-256 of all; to be asked for once, at the end. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
