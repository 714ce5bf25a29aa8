package bactrian.contract;

import bactrian.lab.ChildAk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder that holds little: a tmpfs of its own where we may mount one; else the kernel's limit on
 * the size of a process's files, which anybody may lower.
 */
final class SmallDisk implements AutoCloseable {
  private static final long BALLAST = 8L * 1024 * 1024;
  private final Path folder;
  private final boolean mounted;

  private SmallDisk(Path folder, boolean mounted) {
    this.folder = folder;
    this.mounted = mounted;
  }

  /** Makes the folder with room for 12 MiB. */
  static SmallDisk at(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    OutsideProgram.Ended mount =
        OutsideProgram.run(
            List.of("mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "tmpfs", folder.toString()));
    return new SmallDisk(folder, mount.exitCodes().get(0) == 0);
  }

  /** What the kernel says when it is full. */
  String reason() {
    return mounted ? "No space left on device" : "File too large";
  }

  /** Takes most of the room, for as long as nobody frees it. */
  void fill() throws IOException {
    if (mounted) {
      Files.write(folder.resolve("ballast"), new byte[(int) BALLAST]);
    }
  }

  /** To be called for a command that has just been started, before it writes anything. */
  void limit(ChildAk.Running running) throws IOException, InterruptedException {
    if (!mounted) {
      OutsideProgram.run(
          List.of("prlimit", "--pid", Long.toString(running.pid()), "--fsize=" + (BALLAST / 4)));
    }
  }

  /** Gives the room back. */
  void free() throws IOException {
    Files.deleteIfExists(folder.resolve("ballast"));
  }

  /** The bytes that are taken: blocks of the whole file system, or nothing when it has none. */
  long taken() throws IOException {
    return mounted
        ? Files.getFileStore(folder).getTotalSpace() - Files.getFileStore(folder).getUsableSpace()
        : 0;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (mounted) {
      OutsideProgram.Ended umount = OutsideProgram.run(List.of("umount", folder.toString()));
      if (umount.exitCodes().get(0) != 0) {
        throw new IOException(folder + " is still mounted: " + umount.err());
      }
    }
  }
}
