package bactrian.settings;

import bactrian.failure.RunFailure;
import bactrian.seal.Recipient;
import bactrian.settings.TypedValues.Found;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads who can open the backups. */
final class AgeReader {
  private static final String SECRET_KEY = "age-secret-key-";

  /** Each costs about 100 bytes in each file. */
  private static final int MOST = 100;

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
    // A file may have one on each line, as age's own have.
    List<String> texts =
        values.list(key).stream()
            .flatMap(String::lines)
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .distinct()
            .toList();
    if (texts.isEmpty() && isWritten(key)) {
      throw wrong(
          key, "names no public key, so that nothing would be sealed; name one, or remove it.");
    }
    if (texts.size() > MOST) {
      throw wrong(key, "names more than " + MOST + " public keys; name fewer.");
    }
    for (String text : texts) {
      Optional<Recipient> recipient = Recipient.parse(text);
      if (recipient.isEmpty()) {
        throw wrong(
            key,
            "holds what is no public key of age, as item %d; write what age-keygen -y prints, which begins with age1."
                .formatted(recipients.size() + 1));
      }
      recipients.add(recipient.get());
    }
    return recipients;
  }

  /**
   * What is meant to name keys, and names none: a variable or a file that turned out to be empty.
   */
  private boolean isWritten(SettingKey key) {
    Value value = values.at(key).orElse(new Value.Items(List.of(), ""));
    List<Value> written = value instanceof Value.Items items ? items.items() : List.of(value);
    return written.stream().map(Value.Text.class::cast).anyMatch(text -> !text.text().isEmpty());
  }

  private RunFailure wrong(SettingKey key, String words) {
    return RunFailure.usage(
        key.path() + " (from " + values.at(key).orElseThrow().origin() + ") " + words);
  }

  private Optional<Path> identity() {
    SettingKey key = SettingKey.BACKUP_AGE_IDENTITY;
    Optional<Found> written = values.written(key);
    if (written.isPresent() && written.get().text().toLowerCase(Locale.ROOT).contains(SECRET_KEY)) {
      throw written
          .get()
          .wrong(
              "must be the path of the file with the secret key, not the key; leave file:// out.");
    }
    return values.path(key);
  }
}
