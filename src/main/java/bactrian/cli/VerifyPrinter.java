package bactrian.cli;

import bactrian.catalog.Proof;
import bactrian.verify.CopyVerdict;
import bactrian.verify.VerifyOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Prints what proofs came to: a line for each copy on stdout, what is wrong on stderr. */
final class VerifyPrinter {
  private final Session session;
  private final CommonOptions options;

  VerifyPrinter(Session session, CommonOptions options) {
    this.session = session;
    this.options = options;
  }

  void print(List<VerifyOutcome> outcomes) {
    if (options.json()) {
      Json.printList(session.out(), outcomes, VerifyPrinter::write);
    }
    for (VerifyOutcome outcome : outcomes) {
      if (!options.json()) {
        outcome.copies().forEach(copy -> session.out().println(told(outcome, copy)));
      }
      complain(outcome, line -> session.err().println("ak: " + line));
    }
  }

  /** One line about one copy. */
  static String told(VerifyOutcome outcome, CopyVerdict copy) {
    String name = outcome.name() + " in " + copy.store();
    String level = word(copy.level());
    return switch (copy.verdict()) {
      case PASSED ->
          "%s passed (%s): %s%s read in %s"
              .formatted(
                  name,
                  copy.counts().opened() ? level : level + ", unopened",
                  content(copy.counts()),
                  Words.size(copy.counts().bytes()),
                  Words.duration(Duration.between(outcome.started(), outcome.finished())));
      case FAILED -> "%s FAILED (%s)".formatted(name, level);
      case NOT_PROVEN -> "%s not proven (%s)".formatted(name, level);
    };
  }

  /** Nothing is known of a sealed backup that was not opened. */
  private static String content(Proof.Counts counts) {
    return counts.opened()
        ? Words.count(counts.tables(), "table") + ", " + Words.count(counts.rows(), "row") + ", "
        : "";
  }

  /** A line for everything that is wrong. */
  static void complain(VerifyOutcome outcome, Consumer<String> to) {
    for (CopyVerdict copy : outcome.copies()) {
      String name = outcome.name() + " in " + copy.store();
      String verdict =
          copy.verdict() == CopyVerdict.Verdict.FAILED ? " FAILED: " : " is not proven: ";
      copy.reasons().forEach(reason -> to.accept(name + verdict + reason));
      copy.unwritten()
          .ifPresent(reason -> to.accept("The proof of " + name + " was not stored: " + reason));
    }
  }

  static void write(Json json, VerifyOutcome outcome) {
    json.field("name", outcome.name().toString());
    json.field("started", outcome.started().toString());
    json.field("finished", outcome.finished().toString());
    json.list(
        "copies",
        outcome.copies(),
        copy -> {
          json.field("store", copy.store());
          json.field("level", word(copy.level()));
          json.field("result", word(copy.verdict()));
          json.field("tables", copy.counts().tables());
          json.field("rows", copy.counts().rows());
          json.field("large_objects", copy.counts().largeObjects());
          json.field("bytes", copy.counts().bytes());
          json.field("opened", copy.counts().opened());
          json.texts("reasons", copy.reasons());
          json.field("proof_failure", copy.unwritten().orElse(null));
        });
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
