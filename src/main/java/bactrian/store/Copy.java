package bactrian.store;

import bactrian.catalog.StoredName;
import java.io.InputStream;

/**
 * A file on its way into one store; the route variable {@code copy}.
 *
 * @param store the store's name
 * @param file what the file is
 * @param stream its bytes, read once; ends cleanly only when they are whole
 */
public record Copy(String store, StoredName file, InputStream stream) {
  /** The file's name in the store. */
  public String name() {
    return file.toString();
  }
}
