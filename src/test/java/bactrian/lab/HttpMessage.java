package bactrian.lab;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The first lines of an HTTP/1.1 message, exactly as they came: signatures are over them.
 *
 * @param start the request or status line
 * @param headers the lines after it
 */
record HttpMessage(String start, List<String> headers) {
  HttpMessage {
    headers = List.copyOf(headers);
  }

  /** Reads up to the empty line; nothing when the connection has ended before a message. */
  static Optional<HttpMessage> read(InputStream in) throws IOException {
    Optional<String> start = line(in);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    List<String> headers = new ArrayList<>();
    String line = line(in).orElseThrow(EOFException::new);
    while (!line.isEmpty()) {
      headers.add(line);
      line = line(in).orElseThrow(EOFException::new);
    }
    return Optional.of(new HttpMessage(start.get(), headers));
  }

  private static Optional<String> line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    for (; next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      bytes.write(next);
    }
    return Optional.of(bytes.toString(StandardCharsets.ISO_8859_1).stripTrailing());
  }

  Optional<String> header(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return headers.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .findFirst();
  }

  HttpMessage without(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return new HttpMessage(
        start,
        headers.stream()
            .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(prefix))
            .toList());
  }

  HttpMessage with(String header) {
    List<String> more = new ArrayList<>(headers);
    more.add(header);
    return new HttpMessage(start, more);
  }

  void writeTo(OutputStream out) throws IOException {
    String text = start + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** How many bytes follow; nothing when they come in chunks. */
  Optional<Long> length() {
    return header("Transfer-Encoding").isPresent()
        ? Optional.empty()
        : Optional.of(header("Content-Length").map(Long::parseLong).orElse(0L));
  }
}
