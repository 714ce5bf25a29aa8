package bactrian.settings;

import bactrian.failure.RunFailure;
import bactrian.seal.Recipient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads who can open the backups. */
final class AgeReader {
  private static final String SECRET_KEY = "age-secret-key-";

  private final TypedValues values;

  AgeReader(TypedValues values) {
    this.values = values;
  }

  /**
   * The keys that backups are sealed for, and where those are that open them.
   *
   * @throws RunFailure (usage) naming the first that is none
   */
  Settings.Age read() {
    return new Settings.Age(recipients(), identity());
  }

  private List<Recipient> recipients() {
    SettingKey key = SettingKey.BACKUP_AGE_RECIPIENTS;
    List<Recipient> recipients = new ArrayList<>();
    for (String text : values.list(key)) {
      Optional<Recipient> recipient = Recipient.parse(text);
      if (recipient.isEmpty()) {
        throw RunFailure.usage(
            "%s, item %d (from %s) is no public key of age: write what age-keygen -y prints, such as age1 and 58 more letters and digits."
                .formatted(
                    key.path(), recipients.size() + 1, values.at(key).orElseThrow().origin()));
      }
      recipients.add(recipient.get());
    }
    return recipients;
  }

  private Optional<Path> identity() {
    return values
        .find(SettingKey.BACKUP_AGE_IDENTITY)
        .map(
            found -> {
              if (found.text().toLowerCase(Locale.ROOT).contains(SECRET_KEY)) {
                throw found.wrong("must be the path of the file with the secret key, not the key.");
              }
              return values.resolved(found);
            });
  }
}
