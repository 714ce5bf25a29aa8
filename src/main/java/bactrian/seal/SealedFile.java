package bactrian.seal;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.framework.format.StandardPayloadKeyReader;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.SecretKey;

/**
 * A sealed file, any part of which can be opened by itself: after its header, the payload of age's
 * format is a row of chunks, each of which is encrypted and authenticated alone (C2SP, age.md).
 */
public final class SealedFile implements ByteRanges {
  /** The longest header that is read, as long as a chunk: that of more than 600 recipients. */
  private static final int LONGEST_HEADER = Payload.STORED;

  /** A part of a sealed file is not what was written. */
  public static sealed class Broken extends IOException permits NotOpened {
    Broken(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** No key fits, or the header is not what was written. */
  public static final class NotOpened extends Broken {
    NotOpened(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final ByteRanges stored;
  private final long size;
  private final Identity identity;
  private Payload payload;
  private NotOpened refused;

  /**
   * @param stored the file as it is stored
   * @param size its length in bytes
   * @param identity has to be set
   */
  public SealedFile(ByteRanges stored, long size, Identity identity) {
    this.stored = stored;
    this.size = size;
    this.identity = identity;
  }

  /**
   * All that is sealed in a file that is held in memory.
   *
   * @throws NotOpened when no key fits
   * @throws bactrian.failure.RunFailure (usage) when there is no key to try
   */
  public static InputStream whole(byte[] stored, Identity identity) throws IOException {
    ByteRanges ranges =
        (from, to) -> new ByteArrayInputStream(stored, (int) from, (int) (to - from));
    return new SealedFile(ranges, stored.length, identity).open(0, Long.MAX_VALUE);
  }

  /**
   * All that is sealed in a file that is read in one go. A chunk that is not what was written gives
   * zeros in its place, so that what lies behind it can still be read: this is for who compares all
   * with hashes. It stays open.
   *
   * @param stored the file from its first byte on
   * @param size the length that it should have, in bytes
   * @throws NotOpened when no key fits
   * @throws bactrian.failure.RunFailure (usage) when there is no key to try
   */
  public static InputStream passing(InputStream stored, long size, Identity identity)
      throws IOException {
    byte[] start = stored.readNBytes((int) Math.min(size, LONGEST_HEADER));
    Payload payload = payload(start, size, identity);
    int begin = (int) payload.begin();
    InputStream rest = new ByteArrayInputStream(start, begin, start.length - begin);
    return new UnsealedInput(
        new SequenceInputStream(rest, leftOpen(stored)),
        payload,
        0,
        payload.length(),
        UnsealedInput.OnBroken.ZEROS);
  }

  /** Who passes a stream in reads on behind what is sealed in it. */
  private static InputStream leftOpen(InputStream stored) {
    return new FilterInputStream(stored) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return in.read(buffer, offset, length);
      }

      @Override
      public void close() {}
    };
  }

  /**
   * {@inheritDoc} The bytes are those that were sealed.
   *
   * @throws NotOpened when no key fits, or the header is not what was written
   * @throws bactrian.failure.RunFailure (usage) when there is no key to try
   */
  @Override
  public InputStream open(long from, long to) throws IOException {
    Payload here = payload();
    long end = Math.min(to, here.length());
    InputStream chunks = stored.open(here.storedFrom(from), here.storedTo(end));
    return new UnsealedInput(chunks, here, from, end, UnsealedInput.OnBroken.THROW);
  }

  private synchronized Payload payload() throws IOException {
    if (refused != null) {
      throw refused; // it is no other header the next time
    }
    if (payload == null) {
      try (InputStream in = stored.open(0, Math.min(size, LONGEST_HEADER))) {
        payload = payload(in.readNBytes(LONGEST_HEADER), size, identity);
      } catch (NotOpened e) {
        refused = e;
        throw e;
      }
    }
    return payload;
  }

  private static Payload payload(byte[] start, long size, Identity identity) throws NotOpened {
    List<RecipientStanzaReader> keys = identity.keys();
    ByteBuffer header = ByteBuffer.wrap(start);
    SecretKey key;
    try {
      key = new StandardPayloadKeyReader().getPayloadKey(header, keys);
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw new NotOpened("no key opens it", e);
    }
    return Payload.of(key.getEncoded(), header.position(), size);
  }
}
