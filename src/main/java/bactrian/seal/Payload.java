package bactrian.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where the chunks of a sealed file lie, and how one is opened (C2SP, age.md, <i>Payload</i>): 64
 * KiB each but for the last, encrypted with ChaCha20-Poly1305 under a nonce that is the chunk's
 * number, and a mark on the last.
 */
final class Payload {
  static final int PLAIN = 64 * 1024;
  private static final int TAG = 16;
  static final int STORED = PLAIN + TAG;
  private static final int NONCE = 12;

  private final SecretKeySpec key;
  private final long begin;
  private final long size;
  private final long chunks;

  private Payload(byte[] key, long begin, long size) {
    this.key = new SecretKeySpec(key, "ChaCha20");
    this.begin = begin;
    this.size = size;
    this.chunks = Math.floorDiv(size - begin + STORED - 1, (long) STORED);
  }

  /**
   * The payload of a file.
   *
   * @param key 32 bytes
   * @param begin where it begins in the file
   * @param size the file's length
   * @throws SealedFile.NotOpened when no payload ends there
   */
  static Payload of(byte[] key, long begin, long size) throws SealedFile.NotOpened {
    Payload payload = new Payload(key, begin, size);
    long last = size - begin - (payload.chunks - 1) * STORED;
    if (payload.chunks < 1 || last < TAG || (last == TAG && payload.chunks > 1)) {
      throw new SealedFile.NotOpened("it ends where no sealed file ends", null);
    }
    return payload;
  }

  /** Where it begins in the file. */
  long begin() {
    return begin;
  }

  /** How many bytes were sealed. */
  long length() {
    return size - begin - chunks * TAG;
  }

  /** How many bytes were sealed in a chunk. */
  int lengthOf(long chunk) {
    return (int) Math.min(PLAIN, length() - chunk * PLAIN);
  }

  /** Where in the file the chunk begins that holds the sealed byte. */
  long storedFrom(long plain) {
    return begin + plain / PLAIN * STORED;
  }

  /** Where in the file the chunk ends that holds the last sealed byte before this one. */
  long storedTo(long plain) {
    return Math.min(size, begin + (Math.max(plain, 1) + PLAIN - 1) / PLAIN * STORED);
  }

  /**
   * Opens a chunk.
   *
   * @param stored its bytes in the file
   * @param plain takes what was sealed
   * @throws GeneralSecurityException when it is not what was written
   */
  void open(Cipher cipher, long chunk, byte[] stored, byte[] plain)
      throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE];
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[NONCE - 2 - i] = (byte) (chunk >>> (8 * i));
    }
    nonce[NONCE - 1] = (byte) (chunk == chunks - 1 ? 1 : 0);
    int length = lengthOf(chunk);
    cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(nonce));
    try {
      cipher.doFinal(stored, 0, length + TAG, plain, 0);
    } catch (GeneralSecurityException e) {
      Arrays.fill(plain, 0, length, (byte) 0);
      throw e;
    }
  }
}
