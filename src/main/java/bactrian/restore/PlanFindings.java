package bactrian.restore;

import bactrian.archive.StatementTokens;
import bactrian.archive.StatementTokens.Kind;
import bactrian.archive.StatementTokens.Token;
import bactrian.postgres.DatabaseLocale;
import bactrian.postgres.LiveDatabase;
import bactrian.postgres.Refusal;
import bactrian.postgres.ServerDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What follows from the facts of a plan. */
final class PlanFindings {
  private static final Set<String> COLLATE = Set.of("LC_COLLATE", "LOCALE");
  private static final long MEBIBYTE = 1024 * 1024;

  private PlanFindings() {}

  /** What stands against the restore: a disk that becomes full stops the live database as well. */
  static List<Refusal> refusals(PlanFacts facts) {
    if (facts.needed().isEmpty() || facts.disk().isEmpty()) {
      return List.of();
    }
    ServerDisk disk = facts.disk().get();
    long needed = facts.needed().getAsLong();
    return needed <= disk.free()
        ? List.of()
        : List.of(
            new Refusal(
                "The restore needs about %,d MiB in %s, where %,d MiB are free"
                    .formatted(needed / MEBIBYTE, disk.folder(), disk.free() / MEBIBYTE),
                "make room there, such as by ak rollback --discard",
                true));
  }

  /** What the operator should know. */
  static List<String> remarks(PlanFacts facts, RestoreSource source) {
    List<String> remarks = new ArrayList<>();
    if (facts.live().isPresent()) {
      LiveDatabase live = facts.live().get();
      if (live.sortsOtherwise()) {
        remarks.add(
            "the live database was sorted by version %s of its collation, and the server sorts by %s now: the restored indexes are made anew by that"
                .formatted(live.sortedByOrNull(), live.sortsByOrNull()));
      }
      source
          .archive()
          .flatMap(ArchiveDatabase::of)
          .flatMap(archived -> otherLocale(archived, live.locale()))
          .ifPresent(remarks::add);
    }
    return remarks;
  }

  /** The side database is made like the live one, not like the one that was backed up. */
  private static Optional<String> otherLocale(ArchiveDatabase archived, DatabaseLocale live) {
    List<Token> tokens = StatementTokens.of(archived.create());
    for (int i = 0; i + 2 < tokens.size(); i++) {
      boolean collate = COLLATE.stream().anyMatch(tokens.get(i)::is);
      if (collate && tokens.get(i + 2).kind() == Kind.TEXT) {
        String then = text(tokens.get(i + 2));
        return then.equals(live.collate())
            ? Optional.empty()
            : Optional.of(
                "the backup's database sorted by the locale %s, the live one sorts by %s: so will the restored one"
                    .formatted(then, live.collate()));
      }
    }
    return Optional.empty();
  }

  private static String text(Token token) {
    return token.text().substring(1, token.text().length() - 1);
  }
}
