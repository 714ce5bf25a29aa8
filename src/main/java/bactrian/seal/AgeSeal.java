package bactrian.seal;

import bactrian.failure.StreamFailure;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * Encrypts what passes, so that only who has the secret key of a recipient can read it: one file of
 * age's format, version 1 (C2SP, age.md).
 *
 * <p>It is no {@code Closeable} on purpose, as {@link ZstdSeal} is none: {@link #finish()} writes
 * the last chunk, which says that nothing is missing, and what goes without it is no whole file.
 */
final class AgeSeal implements SealOutput {
  private final List<Recipient> recipients;
  private final SealOutput target;

  /** Null before the first byte: it begins with writing the header. */
  private WritableByteChannel channel;

  /**
   * @param recipients at least one
   */
  AgeSeal(List<Recipient> recipients, SealOutput target) {
    this.recipients = List.copyOf(recipients);
    this.target = target;
  }

  @Override
  public void accept(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
    while (rest.hasRemaining()) {
      opened().write(rest);
    }
  }

  /** Writes the last chunk. Nothing may be written afterwards. */
  void finish() throws IOException {
    opened().close();
  }

  private WritableByteChannel opened() throws IOException {
    if (channel == null) {
      try {
        List<RecipientStanzaWriter> writers = new ArrayList<>();
        for (Recipient recipient : recipients) {
          writers.add(recipient.writer());
        }
        channel = new StandardEncryptingChannelFactory().newEncryptingChannel(output(), writers);
      } catch (GeneralSecurityException e) {
        throw new StreamFailure("The backup could not be sealed: " + e.getMessage(), e);
      }
    }
    return channel;
  }

  private WritableByteChannel output() {
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer chunk) throws IOException {
        // The channel's own buffer, which the next chunk overwrites.
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        target.accept(bytes, 0, bytes.length);
        return bytes.length;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
  }
}
