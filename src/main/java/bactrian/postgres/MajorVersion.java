package bactrian.postgres;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The major version in what a server or a client tool says of itself. */
public final class MajorVersion {
  private static final Pattern START = Pattern.compile("\\d{1,4}");

  private MajorVersion() {}

  /** The number at the start of a text such as {@code 15.18 (Debian 15.18-0+deb12u1)}. */
  public static OptionalInt of(String version) {
    Matcher start = START.matcher(version);
    return start.lookingAt()
        ? OptionalInt.of(Integer.parseInt(start.group()))
        : OptionalInt.empty();
  }
}
