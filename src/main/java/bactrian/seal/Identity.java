package bactrian.seal;

import bactrian.failure.RunFailure;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The secret keys that open sealed files, in a file as age-keygen writes it. It is read when it is
 * first needed: a machine that only makes backups has none.
 */
public final class Identity {
  private static final String KEY = "postgresql.backup.age_identity";
  private static final String SECRET_KEY = "AGE-SECRET-KEY-1";
  private static final String ENCRYPTED = "age-encryption.org/";
  private static final String ARMORED = "-----BEGIN AGE ENCRYPTED FILE-----";

  /** Some thousand keys: a wrong path should not fill the memory. */
  private static final int LONGEST_FILE = 1 << 18;

  private final Optional<Path> file;
  private List<RecipientStanzaReader> keys = List.of();

  /**
   * @param file the file; nothing when none is set
   */
  public Identity(Optional<Path> file) {
    this.file = file;
  }

  /** Whether there is a file to open anything with. */
  public boolean isSet() {
    return file.isPresent();
  }

  /** What to say when no file is set. */
  public static String missing(String backup) {
    return backup + " is sealed: set " + KEY + " to the file with a secret key that opens it";
  }

  /**
   * What to say when none of the keys fits.
   *
   * @param recipients the public keys that the backup is sealed for
   */
  public String notFitting(String backup, List<String> recipients) {
    return "No secret key in %s opens %s: set %s to a file with that of %s"
        .formatted(file.orElseThrow(), backup, KEY, String.join(" or ", recipients));
  }

  /**
   * The keys.
   *
   * @throws RunFailure (usage) when there is no file, or none that holds keys
   */
  synchronized List<RecipientStanzaReader> keys() {
    if (keys.isEmpty()) {
      keys = read(file.orElseThrow(() -> RunFailure.usage(missing("The file"))));
    }
    return keys;
  }

  private static List<RecipientStanzaReader> read(Path file) {
    List<RecipientStanzaReader> keys = new ArrayList<>();
    List<String> lines = text(file).lines().map(String::strip).toList();
    for (String line : lines) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        keys.add(key(file, line, "line " + (lines.indexOf(line) + 1)));
      }
    }
    if (keys.isEmpty()) {
      throw unusable(file, "it holds no secret key");
    }
    return List.copyOf(keys);
  }

  private static RecipientStanzaReader key(Path file, String line, String place) {
    if (line.startsWith(ENCRYPTED) || line.startsWith(ARMORED)) {
      throw unusable(file, "it is encrypted itself, which age -d undoes");
    }
    if (!line.startsWith(SECRET_KEY)) {
      throw unusable(file, place + " does not begin with " + SECRET_KEY);
    }
    try {
      return X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(line);
    } catch (GeneralSecurityException | RuntimeException e) {
      // The library's words may hold the key: they go no further.
      throw unusable(file, "the secret key in " + place + " is mistyped or cut short");
    }
  }

  private static RunFailure unusable(Path file, String why) {
    return RunFailure.usage(
        "%s names %s, which cannot be used (%s): name a file that age-keygen wrote"
            .formatted(KEY, file, why));
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw RunFailure.usage(
          "%s names %s, which cannot be read (%s): name the file with the secret key, and let the user that runs this program read it"
              .formatted(KEY, file, e.getClass().getSimpleName()));
    }
  }
}
