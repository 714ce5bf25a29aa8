package bactrian.settings;

import bactrian.failure.RunFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Resolves {@code env://NAME?default} and {@code file:///path?default}: the text up to the first
 * {@code ?} is the name, all after it the default, neither is decoded. What comes out is never
 * resolved again, so that no secret is taken for a reference.
 */
final class ValueUri {
  private static final String ENVIRONMENT = "env://";
  private static final String FILE = "file://";

  /** A value is not longer than this: a wrong path should not fill the memory. */
  private static final int LONGEST_FILE = 1 << 16;

  private final Map<String, String> environment;

  ValueUri(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The text that a written value stands for, mostly itself.
   *
   * @throws RunFailure (usage) when it refers to what is not there and gives no default
   */
  String resolve(SettingKey key, Value.Text value) {
    String text = value.text();
    if (text.startsWith(ENVIRONMENT)) {
      Reference reference = Reference.of(text.substring(ENVIRONMENT.length()));
      String found = environment.get(reference.name());
      return found != null
          ? found
          : reference.defaultOr(
              complaint(key, value)
                  + "refers to the environment variable "
                  + reference.name()
                  + ", which is not set; set it, or write a default after a \"?\".");
    }
    if (text.startsWith(FILE)) {
      Reference reference = Reference.of(text.substring(FILE.length()));
      return file(reference, complaint(key, value) + "refers to the file " + reference.name());
    }
    return text;
  }

  private static String complaint(SettingKey key, Value.Text value) {
    return key.path() + " (from " + value.origin() + ") ";
  }

  private static String file(Reference reference, String complaint) {
    if (!reference.name().startsWith("/")) {
      throw RunFailure.usage(complaint + ", which is no absolute path; write file:///path.");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(Path.of(reference.name()))) {
      bytes = in.readNBytes(LONGEST_FILE + 1);
    } catch (IOException | InvalidPathException e) {
      return reference.defaultOr(
          complaint
              + ", which cannot be read ("
              + e.getClass().getSimpleName()
              + "); make it readable for the user that runs this program, or write a default after"
              + " a \"?\".");
    }
    if (bytes.length > LONGEST_FILE) {
      throw RunFailure.usage(complaint + ", which is longer than 64 KiB; name the right file.");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return withoutLastLineEnd(text);
    } catch (IOException e) {
      throw RunFailure.usage(complaint + ", which is not text in UTF-8; name the right file.");
    }
  }

  private static String withoutLastLineEnd(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private record Reference(String name, String defaultText) {
    static Reference of(String text) {
      int mark = text.indexOf('?');
      return mark < 0
          ? new Reference(text, null)
          : new Reference(text.substring(0, mark), text.substring(mark + 1));
    }

    String defaultOr(String sentence) {
      if (defaultText == null) {
        throw RunFailure.usage(sentence);
      }
      return defaultText;
    }
  }
}
