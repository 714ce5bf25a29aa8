package bactrian.archive;

import java.util.Set;

/**
 * Whose definitions are kept in memory: those that a restore plan reads. Names of large objects are
 * not shared either, since each has its own.
 */
final class KeptText {
  private static final Set<String> KINDS =
      Set.of(
          "ENCODING",
          "STDSTRINGS",
          "SEARCHPATH",
          "DATABASE",
          "DATABASE PROPERTIES",
          "EXTENSION",
          "INDEX",
          "SUBSCRIPTION",
          "PUBLICATION",
          "PUBLICATION TABLE",
          "PUBLICATION TABLES IN SCHEMA",
          TocEntry.TABLE_DATA);
  private static final Set<String> KINDS_ABOUT_OTHERS = Set.of("ACL", "COMMENT", "SECURITY LABEL");

  private KeptText() {}

  /** Whether the definition of such an entry is kept. */
  static boolean keepsDefinition(String kind, String name) {
    return KINDS.contains(kind)
        || (KINDS_ABOUT_OTHERS.contains(kind) && name.startsWith("DATABASE "));
  }

  /** Whether other entries are likely to have the same name, so that it is worth looking for. */
  static boolean sharesName(String kind, String name) {
    return !kind.startsWith("BLOB") && !name.startsWith("LARGE OBJECT");
  }
}
