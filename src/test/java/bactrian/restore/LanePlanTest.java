package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.archive.Block;
import bactrian.archive.TocEntry;
import bactrian.catalog.BackupName;
import bactrian.catalog.Index;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class LanePlanTest {
  private static final long MEBIBYTE = 1L << 20;
  private static final BackupName NAME =
      BackupName.parse("default-2020-10-03-115557.psql").orElseThrow();

  static Stream<Arguments> archivesAndLanes() {
    return ReadArchive.goldenNames()
        .flatMap(name -> Stream.of(1, 2, 3, 8).map(lanes -> Arguments.of(name, lanes)));
  }

  @ParameterizedTest
  @MethodSource("archivesAndLanes")
  void everyEntryIsInExactlyOneTaskOrComesLate(String name, int lanes) {
    ReadArchive archive = ReadArchive.golden(name);
    RestoreSteps steps = RestoreSteps.of(archive.head(), "postgres");

    LanePlan plan = LanePlan.of(archive.head(), enlarged(archive, 1), steps, lanes);

    List<TocEntry> planned = new ArrayList<>(plan.late());
    plan.work().forEach(work -> planned.addAll(work.task().entries()));
    List<TocEntry> wanted = new ArrayList<>(steps.entries(RestoreStep.DATA));
    wanted.addAll(steps.entries(RestoreStep.POST_DATA));
    assertThat(planned).containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(plan.late()).isSubsetOf(steps.entries(RestoreStep.POST_DATA));
    assertThat(plan.work()).filteredOn(work -> work.task().counts()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("archivesAndLanes")
  void largeTablesAreCutWithoutGapAndTheirIndexesFollowThem(String name, int lanes) {
    ReadArchive archive = ReadArchive.golden(name);
    RestoreSteps steps = RestoreSteps.of(archive.head(), "postgres");
    Index index = enlarged(archive, 1000 * MEBIBYTE);

    LanePlan plan = LanePlan.of(archive.head(), index, steps, lanes);

    for (Index.Entry block : index.entries()) {
      long at = block.rawOffset();
      for (LanePlan.Work work : plan.work()) {
        for (BlockSlice slice : work.task().slices()) {
          if (slice.dumpId() == block.dumpId()) {
            assertThat(slice.from()).isEqualTo(at);
            assertThat(slice.fromInside()).isEqualTo(at > block.rawOffset());
            at = slice.to();
            assertThat(slice.toInside()).isEqualTo(at < block.rawOffset() + block.rawLength());
          }
        }
      }
      assertThat(at).isEqualTo(block.rawOffset() + block.rawLength());
    }
    assertEarlyOnesWaitForTheirTables(plan);
    assertThat(plan.work()).extracting(work -> work.task().name()).doesNotHaveDuplicates();
    List<TocEntry> made = new ArrayList<>(plan.late());
    plan.work().stream()
        .filter(work -> !work.task().name().startsWith("data"))
        .forEach(work -> made.addAll(work.task().entries()));
    assertThat(made).containsExactlyInAnyOrderElementsOf(steps.entries(RestoreStep.POST_DATA));
    List<TocEntry> late = new ArrayList<>(steps.entries(RestoreStep.POST_DATA));
    late.retainAll(plan.late());
    assertThat(plan.late()).isEqualTo(late);
  }

  private static void assertEarlyOnesWaitForTheirTables(LanePlan plan) {
    for (int number = 0; number < plan.work().size(); number++) {
      LanePlan.Work work = plan.work().get(number);
      int own = number;
      assertThat(work.after()).allMatch(before -> before < own);
      if (work.task().name().startsWith("data")) {
        assertThat(work.after()).isEmpty();
        continue;
      }
      if (work.task().counts()) {
        assertThat(work.after()).containsExactlyInAnyOrderElementsOf(data(plan));
        continue;
      }
      Set<Integer> tables =
          work.task().entries().stream()
              .flatMap(entry -> entry.dependencies().stream().boxed())
              .collect(Collectors.toSet());
      Set<Integer> loading = new HashSet<>();
      for (int other = 0; other < plan.work().size(); other++) {
        RestoreTask task = plan.work().get(other).task();
        if (task.name().startsWith("data")
            && task.entries().stream()
                .anyMatch(entry -> entry.dependencies().stream().anyMatch(tables::contains))) {
          loading.add(other);
        }
      }
      assertThat(allBefore(plan, own)).as(work.task() + "").containsAll(loading).isNotEmpty();
    }
  }

  private static List<Integer> data(LanePlan plan) {
    return IntStream.range(0, plan.work().size())
        .filter(number -> plan.work().get(number).task().name().startsWith("data"))
        .boxed()
        .toList();
  }

  private static Set<Integer> allBefore(LanePlan plan, int number) {
    Set<Integer> before = new HashSet<>();
    for (int other : plan.work().get(number).after()) {
      before.add(other);
      before.addAll(allBefore(plan, other));
    }
    return before;
  }

  @Test
  void aTableThatIsLargeIsSharedByAllLanesAndItsIndexesAreMadeSideBySide() {
    ReadArchive archive = ReadArchive.golden("rich-server15-client15");
    RestoreSteps steps = RestoreSteps.of(archive.head(), "postgres");

    LanePlan oneLarge =
        LanePlan.of(
            archive.head(),
            enlarged(archive, 1000 * MEBIBYTE, archive.entries().get(0)::equals),
            steps,
            2);
    LanePlan allLarge = LanePlan.of(archive.head(), enlarged(archive, 1000 * MEBIBYTE), steps, 2);

    assertThat(oneLarge.work())
        .anySatisfy(
            work ->
                assertThat(work.task().slices())
                    .anyMatch(slice -> slice.fromInside() && slice.toInside()));
    assertThat(allLarge.work().stream().map(work -> work.task().name()).toList())
        .anyMatch(name -> name.startsWith("index-"))
        .anyMatch(name -> name.startsWith("constraints-"));
  }

  @Test
  void rowsThatAreLoadedThroughTheRootOfTheirTableAreLoadedByOneLane() {
    ReadArchive archive = ReadArchive.golden("rich-server18-client18");
    RestoreSteps steps = RestoreSteps.of(archive.head(), "postgres");
    Index index = enlarged(archive, 100 * MEBIBYTE);
    List<TocEntry> through =
        steps.entries(RestoreStep.DATA).stream()
            .filter(TocEntry::loadsThroughPartitionRoot)
            .toList();
    assertThat(through).hasSizeGreaterThan(1);

    LanePlan plan = LanePlan.of(archive.head(), index, steps, 8);

    assertThat(plan.work())
        .filteredOn(work -> work.task().entries().stream().anyMatch(through::contains))
        .hasSize(1)
        .allSatisfy(work -> assertThat(work.task().entries()).containsAll(through));
  }

  @Test
  void whatCreatesLargeObjectsComesBeforeTheirContentInTheSameTask() {
    ReadArchive archive = ReadArchive.golden("rich-server18-client18");
    RestoreSteps steps = RestoreSteps.of(archive.head(), "postgres");

    LanePlan plan = LanePlan.of(archive.head(), enlarged(archive, 100 * MEBIBYTE), steps, 8);

    List<List<String>> kinds =
        plan.work().stream()
            .map(work -> work.task().entries().stream().map(TocEntry::kind).toList())
            .filter(task -> task.contains(TocEntry.LARGE_OBJECTS))
            .toList();
    assertThat(kinds).hasSizeGreaterThan(1).allMatch(task -> task.contains("BLOB METADATA"));
    assertThat(kinds).allMatch(task -> task.indexOf("BLOB METADATA") < task.lastIndexOf("BLOBS"));
  }

  @Test
  void largeObjectsAreSharedByAllLanesButNoneIsCut() {
    ReadArchive archive = ReadArchive.golden("rich-server15-client15");
    RestoreSteps steps = RestoreSteps.of(archive.head(), "postgres");
    Index index =
        enlarged(archive, 1000 * MEBIBYTE, entry -> entry.kind().equals(TocEntry.LARGE_OBJECTS));

    List<BlockSlice> slices =
        LanePlan.of(archive.head(), index, steps, 2).work().stream()
            .flatMap(work -> work.task().slices().stream())
            .filter(slice -> slice.kind() == Block.Kind.LARGE_OBJECTS)
            .toList();

    assertThat(slices).hasSizeGreaterThan(2);
    Set<Long> between =
        index.frames().stream()
            .filter(frame -> frame.place() == Index.Place.OBJECT)
            .map(Index.Frame::rawOffset)
            .collect(Collectors.toSet());
    assertThat(slices)
        .filteredOn(BlockSlice::fromInside)
        .allMatch(slice -> between.contains(slice.from()));
  }

  @ParameterizedTest
  @MethodSource("bactrian.restore.ReadArchive#goldenNames")
  void whatComesLateIsDividedByWhatItDependsOn(String name) {
    ReadArchive archive = ReadArchive.golden(name);
    List<TocEntry> late =
        RestoreSteps.of(archive.head(), "postgres").entries(RestoreStep.POST_DATA);

    Map<LatePhase, List<TocEntry>> phases = LatePhase.divide(late);

    Set<Integer> awaited = late.stream().map(TocEntry::dumpId).collect(Collectors.toSet());
    assertThat(awaited).hasSize(phases.values().stream().mapToInt(List::size).sum());
    for (LatePhase phase : LatePhase.values()) {
      for (TocEntry entry : phases.getOrDefault(phase, List.of())) {
        awaited.remove(entry.dumpId());
        assertThat(entry.dependencies().stream().filter(awaited::contains).boxed())
            .as(phase + ": " + entry)
            .allMatch(on -> phase.sideBySide());
      }
    }
    assertThat(phases.getOrDefault(LatePhase.INDEXES, List.of()))
        .extracting(TocEntry::kind)
        .isSubsetOf("INDEX", "CONSTRAINT", "COMMENT", "SECURITY LABEL");
  }

  @Test
  void oneLaneReadsTheArchiveOnceInItsOrder() {
    ReadArchive archive = ReadArchive.golden("rich-server17-client17");
    RestoreSteps steps = RestoreSteps.of(archive.head(), "postgres");

    LanePlan plan = LanePlan.of(archive.head(), enlarged(archive, MEBIBYTE), steps, 1);

    assertThat(plan.work()).extracting(work -> work.task().name()).containsExactly("data", "count");
    assertThat(plan.work().get(0).task().slices())
        .extracting(BlockSlice::from)
        .isSorted()
        .hasSameSizeAs(archive.entries());
    assertThat(plan.late()).isEqualTo(steps.entries(RestoreStep.POST_DATA));
  }

  private static Index enlarged(ReadArchive archive, long more) {
    return enlarged(archive, more, any -> true);
  }

  /** The index of a like archive some of whose blocks are so much longer, in frames of 16 MiB. */
  private static Index enlarged(ReadArchive archive, long more, Predicate<Index.Entry> longer) {
    List<Index.Frame> frames = new ArrayList<>();
    List<Index.Entry> entries = new ArrayList<>();
    long at = addFrames(frames, 0, archive.head().length(), Index.Place.CHUNK);
    for (Index.Entry entry : archive.entries()) {
      long length = entry.rawLength() + (longer.test(entry) ? more : 0);
      entries.add(
          new Index.Entry(
              entry.dumpId(),
              entry.kind(),
              entry.schema(),
              entry.name(),
              at,
              length,
              entry.rows(),
              entry.largeObjects()));
      boolean rows = entry.kind().equals(TocEntry.TABLE_DATA);
      at = addFrames(frames, at, at + length, rows ? Index.Place.CHUNK : Index.Place.OBJECT);
    }
    return new Index(NAME, at, frames, entries);
  }

  private static long addFrames(List<Index.Frame> frames, long from, long to, Index.Place inside) {
    for (long at = from; at < to; at += 16 * MEBIBYTE) {
      long length = Math.min(16 * MEBIBYTE, to - at);
      Index.Place place = at == 0 ? Index.Place.HEAD : at == from ? Index.Place.BLOCK : inside;
      frames.add(new Index.Frame(at, length, at, length, "0".repeat(64), place));
    }
    return to;
  }
}
