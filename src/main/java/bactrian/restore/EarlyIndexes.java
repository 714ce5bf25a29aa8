package bactrian.restore;

import bactrian.archive.TocEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What of {@link RestoreStep#POST_DATA} may be made as soon as one table is loaded: its indexes,
 * its primary key, its unique and exclusion constraints, and the comments on them. All else crosses
 * tables, or must not be there while rows are loaded, and comes last, in the archive's order.
 */
final class EarlyIndexes {
  private static final String CONSTRAINT = "CONSTRAINT";
  private static final String INDEX = "INDEX";
  private static final Set<String> ABOUT_OTHERS = Set.of("COMMENT", "SECURITY LABEL");
  private static final Pattern METHOD = Pattern.compile(" USING (\\w+) \\(");

  /** Tenths of the time that loading the same table takes, measured on rows of about 1 KiB. */
  private static final Map<String, Integer> TENTHS = Map.of("btree", 2, "hash", 2, "brin", 1);

  private static final int TENTHS_OF_OTHERS = 10;

  private final Map<Integer, List<TocEntry>> ofTable = new HashMap<>();
  private final Map<Integer, List<TocEntry>> about = new HashMap<>();

  /**
   * @param postData the entries of the step
   */
  EarlyIndexes(List<TocEntry> postData) {
    Set<Integer> early = new HashSet<>();
    for (TocEntry entry : postData) {
      if (entry.kind().equals(CONSTRAINT) || entry.kind().equals(INDEX)) {
        early.add(entry.dumpId());
        // An index of a partition names its table twice.
        entry.dependencies().stream()
            .distinct()
            .forEach(on -> ofTable.computeIfAbsent(on, table -> new ArrayList<>()).add(entry));
      } else if (ABOUT_OTHERS.contains(entry.kind())) {
        entry.dependencies().stream()
            .distinct()
            .filter(early::contains)
            .forEach(on -> about.computeIfAbsent(on, object -> new ArrayList<>()).add(entry));
      }
    }
  }

  /**
   * The tasks for one table. The first makes the constraints, which want the table for themselves;
   * the others make an index each, side by side.
   *
   * @param rows the table's entry with rows
   * @param tables the dump ids of the archive's tables
   * @param bytes the length of its block
   */
  List<RestoreTask> of(TocEntry rows, Set<Integer> tables, long bytes) {
    List<TocEntry> constraints = new ArrayList<>();
    List<RestoreTask> tasks = new ArrayList<>();
    IntStream table = rows.dependencies().stream().distinct().filter(tables::contains);
    table.forEach(
        on -> {
          for (TocEntry entry : ofTable.getOrDefault(on, List.of())) {
            if (entry.kind().equals(CONSTRAINT)) {
              constraints.addAll(withComments(entry));
            } else {
              tasks.add(
                  RestoreTask.ofHead(
                      "index-" + entry.dumpId(), withComments(entry), 1, weight(entry, bytes)));
            }
          }
        });
    if (!constraints.isEmpty()) {
      tasks.add(
          0,
          RestoreTask.ofHead(
              "constraints-" + constraints.get(0).dumpId(),
              constraints,
              1,
              bytes * TENTHS.get("btree") / 10));
    }
    return tasks;
  }

  /** Whether this is the task that wants the table for itself. */
  static boolean isExclusive(RestoreTask task) {
    return task.entries().get(0).kind().equals(CONSTRAINT);
  }

  private List<TocEntry> withComments(TocEntry entry) {
    List<TocEntry> all = new ArrayList<>(List.of(entry));
    all.addAll(about.getOrDefault(entry.dumpId(), List.of()));
    return all;
  }

  private static long weight(TocEntry index, long bytes) {
    return bytes * TENTHS.getOrDefault(method(index), TENTHS_OF_OTHERS) / 10;
  }

  /** The method of an index, such as {@code btree}; empty for what is no index. */
  static String method(TocEntry entry) {
    Matcher method = METHOD.matcher(entry.kind().equals(INDEX) ? entry.definition() : "");
    return method.find() ? method.group(1).toLowerCase(Locale.ROOT) : "";
  }
}
