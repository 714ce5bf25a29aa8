package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.archive.Section;
import bactrian.archive.TocEntry;
import bactrian.postgres.SwapNeeds;
import java.util.Set;
import java.util.TreeSet;

/** What the entries that are restored ask of the server. */
public final class ArchiveNeeds {
  /** What only a superuser may create, whatever is granted to others. */
  private static final Set<String> SUPERUSER_ONLY =
      Set.of(
          "EVENT TRIGGER",
          "FOREIGN DATA WRAPPER",
          "ACCESS METHOD",
          "OPERATOR CLASS",
          "OPERATOR FAMILY",
          "PUBLICATION TABLES IN SCHEMA");

  private static final String ALL_TABLES = " FOR ALL TABLES";

  private ArchiveNeeds() {}

  /** The owners, the other roles, the extensions and what needs a superuser. */
  public static SwapNeeds of(RestoreSteps steps) {
    Set<String> owners = new TreeSet<>();
    Set<String> mentioned = new TreeSet<>();
    Set<String> extensions = new TreeSet<>();
    Set<String> superuserOnly = new TreeSet<>();
    for (RestoreStep step : RestoreStep.values()) {
      for (TocEntry entry : steps.entries(step)) {
        // Comments and grants repeat the owner of their object, but are not given to it.
        if (entry.section() != Section.NONE && !entry.owner().isEmpty()) {
          owners.add(entry.owner());
        }
        mentioned.addAll(entry.roles());
        if (entry.kind().equals("EXTENSION")) {
          extensions.add(entry.name());
        }
        if (isSuperuserOnly(entry)) {
          superuserOnly.add(entry.kind() + " " + entry.name());
        }
      }
    }
    return new SwapNeeds(
        Set.copyOf(owners),
        Set.copyOf(mentioned),
        Set.copyOf(extensions),
        Set.copyOf(superuserOnly));
  }

  /** The same, and the roles of the database itself: for a restore where there is no live one. */
  public static SwapNeeds withDatabase(ArchiveHead head, RestoreSteps steps) {
    SwapNeeds needs = of(steps);
    Set<String> owners = new TreeSet<>(needs.roles());
    Set<String> mentioned = new TreeSet<>(needs.mentioned());
    ArchiveDatabase.of(head)
        .ifPresent(
            database -> {
              owners.add(database.owner());
              mentioned.addAll(database.roles());
            });
    steps.leftOut().stream()
        .filter(left -> left.reason() == LeftOut.Reason.DATABASE)
        .forEach(left -> mentioned.addAll(left.entry().roles()));
    return new SwapNeeds(
        Set.copyOf(owners), Set.copyOf(mentioned), needs.extensions(), needs.superuserOnly());
  }

  private static boolean isSuperuserOnly(TocEntry entry) {
    return SUPERUSER_ONLY.contains(entry.kind())
        || (entry.kind().equals("PUBLICATION") && entry.definition().contains(ALL_TABLES));
  }
}
