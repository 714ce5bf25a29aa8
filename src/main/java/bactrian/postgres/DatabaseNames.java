package bactrian.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the databases that stand beside an original one. PostgreSQL cuts what is longer than
 * 63 bytes without a word, so we cut first, between characters, and end with six digits of a hash
 * of the whole name, so that two originals never meet.
 */
public final class DatabaseNames {
  /** The longest name that PostgreSQL keeps whole, in bytes (NAMEDATALEN - 1). */
  public static final int LONGEST = 63;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);
  private static final int HASH_DIGITS = 6;

  private DatabaseNames() {}

  /** {@code <original>_side_<time>}, {@code _before_} or {@code _undone_}, time in UTC. */
  public static String of(String original, DatabaseRole role, Instant instant) {
    return of(original, role.word(), instant);
  }

  /** {@code <schema>_restored_<time>}, the schema of tables that were restored beside live ones. */
  public static String restoredSchema(String schema, Instant instant) {
    return of(schema, "restored", instant);
  }

  private static String of(String original, String word, Instant instant) {
    String suffix = "_" + word + "_" + TIME.format(instant);
    String whole = original + suffix;
    if (bytes(whole) <= LONGEST) {
      return whole;
    }
    String ending = suffix + "_" + hash(whole);
    return cut(original, LONGEST - bytes(ending)) + ending;
  }

  /** The same, of the first second from the instant on whose name is not taken. */
  public static String free(
      String original, DatabaseRole role, Instant from, Predicate<String> taken) {
    Instant instant = from;
    String name = of(original, role, instant);
    while (taken.test(name)) {
      instant = instant.plusSeconds(1);
      name = of(original, role, instant);
    }
    return name;
  }

  /** Whether {@link #of} makes this name of this original, for an instant that the name tells. */
  public static boolean is(String name, String original, DatabaseRole role) {
    Matcher time =
        Pattern.compile("_" + role.word() + "_([0-9]{14})(_[0-9a-f]{6})?$").matcher(name);
    try {
      return time.find()
          && of(original, role, TIME.parse(time.group(1), Instant::from)).equals(name);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static String cut(String text, int most) {
    int end = 0;
    int size = 0;
    while (end < text.length()) {
      int character = text.codePointAt(end);
      size += bytes(Character.toString(character));
      if (size > most) {
        break;
      }
      end += Character.charCount(character);
    }
    return text.substring(0, end);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
