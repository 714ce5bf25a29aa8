package bactrian.notify;

import bactrian.backup.BackupOutcome;
import bactrian.catalog.BackupName;
import bactrian.verify.CopyVerdict;
import bactrian.verify.VerifyOutcome;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a run ended.
 *
 * @param event what was run
 * @param succeeded whether all of it went well
 * @param backup the backup that it was about, where there is one
 * @param text the whole of it, in words for people
 */
record News(Event event, boolean succeeded, Optional<BackupName> backup, String text) {
  /** What can be run. */
  enum Event {
    BACKUP,
    PROOF
  }

  /** A backup was made, be it not in every store. */
  static News of(BackupOutcome outcome, String database) {
    String missing =
        outcome.stores().stream()
            .flatMap(
                store ->
                    store.failure().stream()
                        .map(reason -> "the store " + store.store() + ": " + reason.sentence()))
            .collect(Collectors.joining("; "));
    String stores =
        outcome.stores().stream()
            .filter(store -> store.stored().isPresent())
            .map(store -> store.store())
            .collect(Collectors.joining(" and "));
    String made = "Backed up " + database + " as " + outcome.name() + " into " + stores;
    return new News(
        Event.BACKUP,
        outcome.whole(),
        Optional.of(outcome.name()),
        outcome.whole() ? made : made + ", but not into " + missing);
  }

  /** A backup was made, and then something else failed. */
  static News of(BackupOutcome outcome, String database, String sentence) {
    return new News(
        Event.BACKUP,
        false,
        Optional.of(outcome.name()),
        of(outcome, database).text() + ", and then: " + sentence);
  }

  /** A backup was proven, or not. */
  static News of(VerifyOutcome outcome, String database) {
    String text = outcome.copies().stream().flatMap(News::words).collect(Collectors.joining("; "));
    return new News(
        Event.PROOF,
        outcome.whole(),
        Optional.of(outcome.name()),
        "The backup " + outcome.name() + " of " + database + " " + text);
  }

  private static Stream<String> words(CopyVerdict copy) {
    String verdict =
        switch (copy.verdict()) {
          case PASSED ->
              "in "
                  + copy.store()
                  + (copy.counts().opened()
                      ? " is proven"
                      : " has the bytes that were stored; it is sealed, and was not opened");
          case FAILED -> "in " + copy.store() + " is NO GOOD: " + reasons(copy);
          case NOT_PROVEN -> "in " + copy.store() + " is not proven: " + reasons(copy);
        };
    return Stream.concat(
        Stream.of(verdict),
        copy.unwritten().stream().map(reason -> "the proof was not stored: " + reason));
  }

  private static String reasons(CopyVerdict copy) {
    return String.join("; ", copy.reasons());
  }

  /** There is no backup. */
  static News noBackup(String database, String sentence) {
    return new News(
        Event.BACKUP,
        false,
        Optional.empty(),
        "No backup of " + database + ": " + sentence.replaceFirst("^No backup was made: ", ""));
  }

  /** Nothing was proven. */
  static News noProof(String database, String sentence) {
    return new News(
        Event.PROOF,
        false,
        Optional.empty(),
        "No proof of a backup of " + database + ": " + sentence);
  }
}
