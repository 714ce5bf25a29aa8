package bactrian.restore;

import bactrian.catalog.Index;
import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;

/** Frames as one stream; each is fetched and checked when the one before has ended. */
final class VerifiedFrames extends InputStream {
  private final BackupFiles files;
  private final ArrayDeque<Index.Frame> waiting;
  private InputStream current = InputStream.nullInputStream();
  private long left;
  private boolean closed;

  VerifiedFrames(BackupFiles files, List<Index.Frame> frames) {
    this.files = files;
    this.waiting = new ArrayDeque<>(frames);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (closed) {
      throw new IOException("The frames are closed");
    }
    if (length == 0) {
      return 0;
    }
    int read = current.read(buffer, offset, length);
    while (read < 0) {
      if (left != 0) {
        throw new StreamFailure("A frame has another length than the index says", null);
      }
      if (waiting.isEmpty()) {
        return -1;
      }
      current.close();
      Index.Frame next = waiting.remove();
      current = files.frame(next);
      left = next.rawLength();
      read = current.read(buffer, offset, length);
    }
    left -= read;
    return read;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    current.close();
  }
}
