package bactrian.store;

/** Guards the way from a name to a path. */
final class StoredNames {
  private StoredNames() {}

  /**
   * The name, when it is one plain file name.
   *
   * @throws IllegalArgumentException when it could lead out of the store's folder
   */
  static String plain(String name) {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("Not a plain file name: " + name);
    }
    return name;
  }
}
