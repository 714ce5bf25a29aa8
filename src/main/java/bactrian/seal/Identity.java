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
 * The secret keys that open sealed files, in a file as age-keygen writes it; keys of other kinds in
 * it are left out. It is read when it is first needed: a machine that only makes backups has none.
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

  /**
   * What to say when a backup was not opened: there is no key, or none that fits.
   *
   * @param recipients the public keys that the backup is sealed for
   */
  public String refused(String backup, List<String> recipients) {
    String whose = String.join(" or ", recipients);
    return file.map(
            path ->
                "No secret key in %s opens %s: set %s to the file with that of %s"
                    .formatted(path, backup, KEY, whose))
        .orElseGet(
            () ->
                "%s is sealed: set %s to the file with the secret key of %s"
                    .formatted(backup, KEY, whose));
  }

  /**
   * The keys of the file, which has to be set.
   *
   * @throws RunFailure (usage) when the file holds none that can be used
   */
  synchronized List<RecipientStanzaReader> keys() {
    if (keys.isEmpty()) {
      keys = read(file.orElseThrow());
    }
    return keys;
  }

  private static List<RecipientStanzaReader> read(Path file) {
    List<RecipientStanzaReader> keys = new ArrayList<>();
    Optional<String> other = Optional.empty();
    List<String> lines = text(file).lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(SECRET_KEY)) {
        keys.add(key(file, line, i + 1));
      } else if (line.startsWith(ENCRYPTED) || line.startsWith(ARMORED)) {
        throw unusable(file, "it is encrypted itself, which age -d undoes");
      } else if (!line.isEmpty() && !line.startsWith("#") && other.isEmpty()) {
        other = Optional.of("line " + (i + 1) + " does not begin with " + SECRET_KEY);
      }
    }
    if (keys.isEmpty()) {
      throw unusable(file, other.orElse("it holds no secret key"));
    }
    return List.copyOf(keys);
  }

  private static RecipientStanzaReader key(Path file, String line, int number) {
    try {
      return X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(line);
    } catch (GeneralSecurityException | RuntimeException e) {
      // The library's words may hold the key: they go no further.
      throw unusable(file, "the secret key in line " + number + " is mistyped or cut short");
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
