package bactrian.restore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL that is too long for a Java string, in files beside these classes. */
final class SqlResource {
  private SqlResource() {}

  /** The text of a file of this package. */
  static String read(String file) {
    try (InputStream resource = SqlResource.class.getResourceAsStream(file)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
