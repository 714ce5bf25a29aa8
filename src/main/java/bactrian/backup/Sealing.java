package bactrian.backup;

import bactrian.seal.Recipient;
import bactrian.seal.Seal;
import bactrian.seal.SealOutput;
import bactrian.settings.Settings;
import java.util.List;

/**
 * How the files of a backup are stored, as the settings say.
 *
 * @param level the zstd level
 * @param recipients who can open them; none leaves them open to everybody
 */
record Sealing(int level, List<Recipient> recipients) {
  Sealing {
    recipients = List.copyOf(recipients);
  }

  static Sealing of(Settings.Backup settings) {
    return new Sealing(settings.compressionLevel(), settings.age().recipients());
  }

  /** Whether only the recipients can open them. */
  boolean encrypts() {
    return !recipients.isEmpty();
  }

  Seal seal(int workers, SealOutput target) {
    return new Seal(level, workers, recipients, target);
  }
}
