package bactrian.backup;

import bactrian.catalog.BackupName;
import bactrian.catalog.Manifest;
import bactrian.catalog.StoredName;
import bactrian.seal.Seal;
import bactrian.store.Copy;
import bactrian.stream.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A file that is small whatever the database's size, so that it may be held in memory for every
 * store: the index, the globals, the manifest, a hold.
 */
public final class SmallFile {
  /** Writes a file's content. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private final StoredName name;
  private final byte[] bytes;

  SmallFile(StoredName name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** The mark that keeps a backup from retention; that it is there is all it says. */
  static SmallFile hold(BackupName backup) {
    return new SmallFile(StoredName.hold(backup), new byte[0]);
  }

  static SmallFile sealed(StoredName name, Sealing sealing, Content content) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    Seal seal = sealing.seal(0, stored::write);
    try {
      content.writeTo(
          new OutputStream() {
            @Override
            public void write(int value) throws IOException {
              write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
              seal.write(buffer, offset, length);
            }
          });
      seal.finish();
    } finally {
      seal.discard();
    }
    return new SmallFile(name, stored.toByteArray());
  }

  /** One copy for each store. */
  List<Copy> copies(List<String> stores) {
    return stores.stream()
        .map(store -> new Copy(store, name, new ByteArrayInputStream(bytes)))
        .toList();
  }

  /** What the manifest says of it. */
  Manifest.HashedFile hashed() {
    return new Manifest.HashedFile(name, bytes.length, Sha256.of(bytes));
  }

  /** Whether the manifest names it: it names archive, index and globals. */
  boolean isListed() {
    return name.kind().isSealable();
  }
}
