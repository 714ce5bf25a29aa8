package bactrian.store;

import bactrian.failure.StreamFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory that the parts of an upload wait in: a fixed budget, outside of the heap, cut into as
 * many slots as parts of the present size fit. One part at a time that is larger than all of it
 * waits in a private file that has no name any more.
 */
final class PartSlots {
  private final ByteBuffer memory;
  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private ByteBuffer file;
  private long size;
  private int slots;

  /**
   * @param memory as large as the largest part that stays in memory
   */
  PartSlots(ByteBuffer memory) {
    this.memory = memory;
  }

  /**
   * An empty slot of this size; waits until one is given back. A new size waits for all.
   *
   * @throws IOException when there is no room for the file of a part that is too large for memory
   */
  synchronized ByteBuffer take(long wanted) throws IOException, InterruptedException {
    if (wanted != size) {
      while (free.size() < slots) {
        wait();
      }
      cut(wanted);
    }
    while (free.isEmpty()) {
      wait();
    }
    return free.remove().clear();
  }

  /** Gives a slot back. */
  synchronized void give(ByteBuffer slot) {
    free.add(slot);
    notifyAll();
  }

  private void cut(long wanted) throws IOException {
    free.clear();
    if (wanted > memory.capacity()) {
      if (file == null || file.capacity() < wanted) {
        file = map(wanted);
      }
      free.add(file.slice(0, Math.toIntExact(wanted)));
    } else {
      int length = Math.toIntExact(wanted);
      for (int at = 0; at + length <= memory.capacity(); at += length) {
        free.add(memory.slice(at, length));
      }
    }
    size = wanted;
    slots = free.size();
  }

  private static ByteBuffer map(long length) throws IOException {
    Path path =
        Files.createTempFile(
            "bactrian-part-",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (Files.getFileStore(path).getUsableSpace() < length) {
        throw new StreamFailure(
            "The backup is so large that each part of it waits in a file of %d MiB, and %s has no room for it: make room there, or name another folder by AK_JAVA_OPTS=-Djava.io.tmpdir=FOLDER"
                .formatted(length / (1024 * 1024), path.getParent()),
            null);
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
    } finally {
      Files.delete(path);
    }
  }
}
