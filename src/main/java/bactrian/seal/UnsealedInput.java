package bactrian.seal;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Cipher;

/**
 * What was sealed, out of chunks that follow each other; each is found right before it is given, or
 * gives zeros. Where the stored bytes end early, this does, as any file that is cut short.
 */
final class UnsealedInput extends InputStream {
  /** What becomes of a chunk that is not what was written. */
  enum OnBroken {
    THROW,
    ZEROS
  }

  private final InputStream chunks;
  private final Payload payload;
  private final OnBroken broken;
  private final Cipher cipher;
  private final byte[] stored = new byte[Payload.STORED];
  private final byte[] plain = new byte[Payload.PLAIN];
  private long next;
  private long left;

  /** Where nothing was sealed there is still a chunk that has to be right. */
  private boolean empty;

  private int position;
  private int end;

  /**
   * @param chunks the file from the chunk on that holds the first byte
   * @param from the first byte that is wanted, of those that were sealed
   * @param to the byte after the last
   */
  UnsealedInput(InputStream chunks, Payload payload, long from, long to, OnBroken broken)
      throws IOException {
    this.chunks = chunks;
    this.payload = payload;
    this.broken = broken;
    this.next = from / Payload.PLAIN;
    this.position = (int) (from % Payload.PLAIN);
    this.left = to - from;
    this.empty = payload.length() == 0;
    try {
      cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new IOException("This Java runtime lacks ChaCha20-Poly1305", e);
    }
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
    if (left <= 0) {
      if (empty) {
        empty = false;
        open();
      }
      return -1;
    }
    if (position >= end && !open()) {
      return -1;
    }
    int count = (int) Math.min(Math.min(length, end - position), left);
    System.arraycopy(plain, position, buffer, offset, count);
    position += count;
    left -= count;
    return count;
  }

  /** Opens the next chunk; nothing when the file ends before the chunk does. */
  private boolean open() throws IOException {
    int length = payload.lengthOf(next);
    int there = length + Payload.STORED - Payload.PLAIN;
    if (chunks.readNBytes(stored, 0, there) < there) {
      return false;
    }
    try {
      payload.open(cipher, next, stored, plain);
    } catch (GeneralSecurityException e) {
      if (broken == OnBroken.THROW) {
        throw new SealedFile.Broken("A chunk is not what was sealed", e);
      }
    }
    // Only the first chunk begins before what is wanted of it.
    position = end == 0 ? position : 0;
    end = length;
    next++;
    return true;
  }

  @Override
  public void close() throws IOException {
    chunks.close();
  }
}
