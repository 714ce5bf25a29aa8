package bactrian.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server of ours is to be asked.
 *
 * @param address a name or number of this machine, empty for all; one of IPv6 in brackets
 * @param port the TCP port
 */
public record Listen(String address, int port) {
  /** The greatest TCP port. */
  static final int GREATEST_PORT = 65_535;

  private static final Pattern TEXT = Pattern.compile("([^:\\s]*|\\[[0-9a-fA-F:.]+]):(\\d{1,5})");

  /** What a text such as {@code 127.0.0.1:9464}, {@code [::1]:9464} or {@code :9464} says. */
  static Optional<Listen> of(String text) {
    Matcher parts = TEXT.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(parts.group(2));
    return port < 1 || port > GREATEST_PORT
        ? Optional.empty()
        : Optional.of(new Listen(parts.group(1), port));
  }
}
