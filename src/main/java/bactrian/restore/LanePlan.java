package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.archive.TocEntry;
import bactrian.catalog.Index;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the data of an archive, the indexes of its large tables and the counting of rows are shared
 * out over lanes: every entry of {@link RestoreStep#DATA} and {@link RestoreStep#POST_DATA} is in
 * exactly one task or comes after the lanes, but a table or large objects that are cut are in
 * several.
 *
 * @param lanes how many there are
 * @param work the tasks, each behind those that it waits for
 * @param late what of {@link RestoreStep#POST_DATA} comes when all of them are done, in order
 */
record LanePlan(int lanes, List<Work> work, List<TocEntry> late) {
  /** A head above this is read again by every task, so that fewer lanes are quicker than more. */
  static final long MOST_HEAD = 8L << 20;

  /** The indexes of smaller tables are made at the end: a program's start each would cost more. */
  static final long LEAST_EARLY = 8L << 20;

  /** Counting the rows of a table takes about so much less time than loading them. */
  private static final long COUNTING = 20;

  private static final long LEAST_PIECE = 32L << 20;
  private static final long LEAST_BUNDLE = 8L << 20;
  private static final long MOST_BUNDLE = 64L << 20;
  private static final int PIECES_PER_LANE = 4;
  private static final int BUNDLES_PER_LANE = 8;

  /** Rows do not end so near to a block's end: what stands there is the mark that ends them. */
  private static final long END_MARK = 64;

  /**
   * A task, and what it waits for.
   *
   * @param after the places of other tasks in the list
   */
  record Work(RestoreTask task, Set<Integer> after) {
    /** Copies the set. */
    Work {
      after = Set.copyOf(after);
    }
  }

  /** Copies the lists. */
  LanePlan {
    work = List.copyOf(work);
    late = List.copyOf(late);
  }

  /** Shares out. */
  static LanePlan of(ArchiveHead head, Index index, RestoreSteps steps, int wanted) {
    int lanes = head.length() > MOST_HEAD ? 1 : wanted;
    Map<Integer, Index.Entry> blocks =
        index.entries().stream()
            .collect(Collectors.toMap(Index.Entry::dumpId, Function.identity()));
    List<DataUnit> units = DataUnit.of(steps.entries(RestoreStep.DATA), blocks);
    List<TocEntry> postData = steps.entries(RestoreStep.POST_DATA);
    if (lanes == 1) {
      return new LanePlan(1, inOneLane(units), postData);
    }
    Builder builder = new Builder(index, lanes, units);
    units.forEach(builder::add);
    builder.closeBundle();
    builder.work.add(counting(builder.work));
    builder.addIndexes(new EarlyIndexes(postData), tables(head.entries()));
    Set<Integer> early =
        builder.work.stream()
            .flatMap(work -> work.task().entries().stream())
            .map(TocEntry::dumpId)
            .collect(Collectors.toCollection(HashSet::new));
    return new LanePlan(
        lanes,
        builder.work,
        postData.stream().filter(entry -> !early.contains(entry.dumpId())).toList());
  }

  private static Set<Integer> tables(Collection<TocEntry> entries) {
    return entries.stream()
        .filter(entry -> entry.kind().equals(TocEntry.TABLE))
        .map(TocEntry::dumpId)
        .collect(Collectors.toSet());
  }

  /** All in the archive's order, so that it is read once. */
  private static List<Work> inOneLane(List<DataUnit> units) {
    List<TocEntry> entries = new ArrayList<>();
    List<BlockSlice> slices = new ArrayList<>();
    long weight = 0;
    for (DataUnit unit : units) {
      entries.addAll(unit.entries());
      slices.addAll(slices(unit));
      weight += unit.weight();
    }
    List<Work> work = new ArrayList<>();
    if (!entries.isEmpty()) {
      work.add(new Work(RestoreTask.ofBlocks("data", entries, slices, weight), Set.of()));
    }
    work.add(counting(work));
    return work;
  }

  /** Counts when all is loaded: beside the making of indexes, which does not write to tables. */
  private static Work counting(List<Work> data) {
    long weight = data.stream().mapToLong(work -> work.task().weight()).sum();
    return new Work(
        RestoreTask.counting(weight / COUNTING),
        IntStream.range(0, data.size()).boxed().collect(Collectors.toSet()));
  }

  private static List<BlockSlice> slices(DataUnit unit) {
    return unit.blocks().stream().map(BlockSlice::whole).toList();
  }

  private static long end(Index.Entry block) {
    return block.rawOffset() + block.rawLength();
  }

  /** The bytes of all blocks that the tasks read. */
  long bytes() {
    return work.stream().mapToLong(work -> work.task().bytes()).sum();
  }

  /** A table whose indexes are made early, and where in the list the tasks are that load it. */
  private record LargeTable(TocEntry rows, long bytes, Set<Integer> pieces) {}

  /** Makes the tasks. */
  private static final class Builder {
    private final List<Work> work = new ArrayList<>();
    private final List<LargeTable> large = new ArrayList<>();
    private final NavigableSet<Long> chunks;
    private final NavigableSet<Long> objects;
    private final long piece;
    private final long bundle;
    private final List<DataUnit> bundled = new ArrayList<>();

    private Builder(Index index, int lanes, List<DataUnit> units) {
      this.chunks = beginningAt(Index.Place.CHUNK, index);
      this.objects = beginningAt(Index.Place.OBJECT, index);
      long total = units.stream().mapToLong(DataUnit::weight).sum();
      this.piece = Math.max(LEAST_PIECE, total / ((long) lanes * PIECES_PER_LANE));
      this.bundle =
          Math.min(MOST_BUNDLE, Math.max(LEAST_BUNDLE, total / ((long) lanes * BUNDLES_PER_LANE)));
    }

    private static NavigableSet<Long> beginningAt(Index.Place place, Index index) {
      return index.frames().stream()
          .filter(frame -> frame.place() == place)
          .map(Index.Frame::rawOffset)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    private void add(DataUnit unit) {
      Optional<TocEntry> table = unit.table();
      if (table.isPresent() && unit.bytes() >= LEAST_EARLY) {
        large.add(new LargeTable(table.get(), unit.bytes(), addPieces(unit, chunks)));
      } else if (unit.ofLargeObjects() && unit.weight() >= bundle) {
        addPieces(unit, objects);
      } else if (unit.weight() >= bundle) {
        addTask(unit.entries(), slices(unit), unit.weight());
      } else {
        bundled.add(unit);
        if (bundled.stream().mapToLong(DataUnit::weight).sum() >= bundle) {
          closeBundle();
        }
      }
    }

    private void closeBundle() {
      if (!bundled.isEmpty()) {
        addTask(
            bundled.stream().flatMap(unit -> unit.entries().stream()).toList(),
            bundled.stream().flatMap(unit -> slices(unit).stream()).toList(),
            bundled.stream().mapToLong(DataUnit::weight).sum());
        bundled.clear();
      }
    }

    private int addTask(List<TocEntry> entries, List<BlockSlice> slices, long weight) {
      String name = "data-" + work.size();
      work.add(new Work(RestoreTask.ofBlocks(name, entries, slices, weight), Set.of()));
      return work.size() - 1;
    }

    /** The tasks that load a block together; it is cut at some of the places. */
    private Set<Integer> addPieces(DataUnit unit, NavigableSet<Long> places) {
      Index.Entry block = unit.blocks().get(0);
      Set<Integer> pieces = new HashSet<>();
      long from = block.rawOffset();
      for (long cut : cuts(block, places)) {
        pieces.add(addPiece(unit, BlockSlice.of(block, from, cut)));
        from = cut;
      }
      pieces.add(addPiece(unit, BlockSlice.of(block, from, end(block))));
      return pieces;
    }

    private int addPiece(DataUnit unit, BlockSlice slice) {
      return addTask(unit.entries(), List.of(slice), slice.length());
    }

    /** The frames at which the block is cut, about a piece apart. */
    private List<Long> cuts(Index.Entry block, NavigableSet<Long> places) {
      List<Long> cuts = new ArrayList<>();
      long last = block.rawOffset();
      long first = block.rawOffset() + 1;
      for (long offset : places.subSet(first, Math.max(first, end(block) - END_MARK))) {
        if (offset - last >= piece && end(block) - offset >= piece / 2) {
          cuts.add(offset);
          last = offset;
        }
      }
      return cuts;
    }

    private void addIndexes(EarlyIndexes indexes, Set<Integer> tables) {
      for (LargeTable table : large) {
        Set<Integer> after = table.pieces();
        for (RestoreTask task : indexes.of(table.rows(), tables, table.bytes())) {
          work.add(new Work(task, after));
          if (EarlyIndexes.isExclusive(task)) {
            after = Set.of(work.size() - 1);
          }
        }
      }
    }
  }
}
