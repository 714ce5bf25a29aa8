package bactrian.verify;

/** The major version in what a server says of itself. */
final class MajorVersion {
  private MajorVersion() {}

  /** The number at the start of a text such as {@code 15.18 (Debian 15.18-0+deb12u1)}. */
  static int of(String version) {
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end))) {
      end++;
    }
    if (end == 0) {
      throw new NotProven("The manifest names no PostgreSQL version: " + version);
    }
    return Integer.parseInt(version.substring(0, end));
  }
}
