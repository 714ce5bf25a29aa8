package bactrian.store;

import bactrian.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of a range of an object. When the connection breaks, what is left is asked for again,
 * so that one lost packet does not fail a restore of hours.
 */
final class ResumingInput extends InputStream {
  /** Asks for an object from a byte on. */
  @FunctionalInterface
  interface Source {
    ResponseInputStream<GetObjectResponse> from(long first) throws IOException;
  }

  /** How often in a row it is asked again while nothing at all arrives. */
  private static final int TRIES = 3;

  private final Source source;
  private final long to;
  private long at;
  private ResponseInputStream<GetObjectResponse> current;
  private int failures;

  /** The range that starts at this byte, as far as the server says that it goes. */
  ResumingInput(Source source, long from) throws IOException {
    this.source = source;
    this.at = from;
    this.current = source.from(from);
    this.to = from + current.response().contentLength();
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
    while (at < to) {
      IOException broken;
      try {
        int read = current.read(buffer, offset, (int) Math.min(length, to - at));
        if (read > 0) {
          at += read;
          failures = 0;
          return read;
        }
        broken = new IOException("It ended %d bytes too early".formatted(to - at));
      } catch (IOException e) {
        broken = e;
      }
      resume(broken);
    }
    return -1;
  }

  private void resume(IOException broken) throws IOException {
    if (Failure.firstIn(broken).isPresent() || ++failures > TRIES) {
      throw broken;
    }
    current.abort();
    current = source.from(at);
  }

  /** To close what was not read to its end would first read all of it. */
  @Override
  public void close() throws IOException {
    if (at < to) {
      current.abort();
    } else {
      current.close();
    }
  }
}
