package bactrian.notify;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Says why an endpoint was not told, without any part of its address that may be a secret. */
final class Undelivered {
  private static final int SHORTEST_SECRET = 4;
  private static final int LONGEST = 200;
  private static final int DEEPEST = 20;

  private Undelivered() {}

  /**
   * The reason.
   *
   * @param uri the whole address
   */
  static String because(Throwable thrown, String uri) {
    Throwable root = thrown;
    for (int depth = 0; depth < DEEPEST; depth++) {
      if (root instanceof HttpOperationFailedException answer) {
        return "it answered with HTTP status " + answer.getStatusCode();
      }
      if (root instanceof ResolveEndpointFailedException) {
        return "Camel finds no endpoint in it";
      }
      if (root.getCause() == null) {
        break;
      }
      root = root.getCause();
    }
    String message = root.getMessage();
    String kind = root.getClass().getSimpleName();
    return message == null || message.length() > LONGEST || quotes(message, uri)
        ? kind
        : message.replaceAll("\\p{Cntrl}", " ") + " (" + kind + ")";
  }

  /** Whether a text holds a part of the address that comes after the server's name. */
  private static boolean quotes(String text, String uri) {
    if (uri.startsWith("file:")) {
      return false; // a folder is no secret
    }
    return Arrays.stream(secretPart(uri).split("[/?&=;(){}@:]", -1))
        .flatMap(part -> Stream.of(part, decoded(part)))
        .filter(part -> part.length() >= SHORTEST_SECRET)
        .anyMatch(text::contains);
  }

  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return part; // a percent sign that stands for itself
    }
  }

  /** All of an address but the scheme and the server with its port. */
  private static String secretPart(String uri) {
    String rest = uri.substring(uri.indexOf(':') + 1).replaceFirst("^//", "");
    int server = rest.split("[/?]", 2)[0].length();
    String authority = rest.substring(0, server);
    return authority.substring(0, Math.max(0, authority.lastIndexOf('@'))) + rest.substring(server);
  }
}
