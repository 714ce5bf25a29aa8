package bactrian.catalog;

import java.util.Locale;

/** How constants are written in JSON. */
final class JsonNames {
  private JsonNames() {}

  /** The constant's name in lower case, such as {@code without_passwords}. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
