package bactrian.seal;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * A public key that files are sealed for, of the kind that age-keygen makes.
 *
 * @param text as age writes it, {@code age1} and 58 more letters and digits
 */
public record Recipient(String text) {
  private static final String PREFIX = "age1";

  /** The recipient that a text names, or nothing: then it is none that files can be sealed for. */
  public static Optional<Recipient> parse(String text) {
    try {
      Recipient recipient = new Recipient(text);
      // Some numbers are keys by their form only, and are found out by their first use.
      recipient.writer().getRecipientStanzas(new FileKey());
      return text.startsWith(PREFIX) ? Optional.of(recipient) : Optional.empty();
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  RecipientStanzaWriter writer() throws GeneralSecurityException {
    return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(text);
  }
}
