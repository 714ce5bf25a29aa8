package bactrian.catalog;

/**
 * A file as a store lists it.
 *
 * @param name its name in the store's folder or under its prefix; any text, ours or not
 * @param size its length in bytes
 */
public record StoredFile(String name, long size) {
  /** Checks that the name is there. */
  public StoredFile {
    java.util.Objects.requireNonNull(name, "name");
  }
}
