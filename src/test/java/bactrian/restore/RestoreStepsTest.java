package bactrian.restore;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.archive.Section;
import bactrian.archive.TocEntry;
import bactrian.restore.LeftOut.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RestoreStepsTest {
  static List<TocEntry> everyEntry(RestoreSteps steps) {
    List<TocEntry> all = new ArrayList<>();
    for (RestoreStep step : RestoreStep.values()) {
      all.addAll(steps.entries(step));
    }
    steps.leftOut().forEach(out -> all.add(out.entry()));
    return all;
  }

  @ParameterizedTest
  @MethodSource("bactrian.restore.ReadArchive#goldenNames")
  void everyEntryIsInExactlyOneStepOrLeftOut(String name) {
    ReadArchive archive = ReadArchive.golden(name);

    RestoreSteps steps = RestoreSteps.of(archive.head(), "postgres");

    assertThat(everyEntry(steps))
        .containsExactlyInAnyOrderElementsOf(archive.head().entries())
        .extracting(TocEntry::dumpId)
        .doesNotHaveDuplicates();
    assertThat(archive.entries())
        .extracting(entry -> entry.dumpId())
        .isSubsetOf(steps.entries(RestoreStep.DATA).stream().map(TocEntry::dumpId).toList());
  }

  @ParameterizedTest
  @MethodSource("bactrian.restore.ReadArchive#goldenNames")
  void whatAnEntryDependsOnComesBeforeIt(String name) {
    ReadArchive archive = ReadArchive.golden(name);
    RestoreSteps steps = RestoreSteps.of(archive.head(), "postgres");
    Set<Integer> there = new HashSet<>();
    steps.leftOut().forEach(out -> there.add(out.entry().dumpId()));
    Set<Integer> known = new HashSet<>();
    archive.head().entries().forEach(entry -> known.add(entry.dumpId()));

    for (RestoreStep step : RestoreStep.values()) {
      for (TocEntry entry : steps.entries(step)) {
        entry.dependencies().stream()
            .filter(known::contains)
            .forEach(id -> assertThat(there).as(step + ": " + entry).contains(id));
        there.add(entry.dumpId());
      }
    }
  }

  private static String list(RestoreSteps steps, RestoreStep step) {
    return RestoreTask.ofHead("step", steps.entries(step), 1, 0).list();
  }

  @Test
  void theListNamesTheDumpIdsAndNothingThatCouldBeASecret() {
    RestoreSteps steps =
        RestoreSteps.of(ReadArchive.golden("rich-server18-client18").head(), "postgres");

    assertThat(list(steps, RestoreStep.DATA))
        .startsWith("3494; TABLE DATA\n3493; TABLE DATA\n")
        .contains("3511; BLOB METADATA\n3531; COMMENT\n3509; BLOB METADATA\n3514; BLOBS\n")
        .endsWith("3510; BLOBS\n");
    assertThat(list(steps, RestoreStep.LAST))
        .isEqualTo("3506; MATERIALIZED VIEW DATA\n3491; PUBLICATION\n3322; EVENT TRIGGER\n");
    assertThat(list(steps, RestoreStep.ACL))
        .isEqualTo("3527; ACL\n3528; ACL\n3532; ACL\n2230; DEFAULT ACL\n");
    assertThat(steps.leftOut())
        .extracting(LeftOut::reason)
        .containsExactly(
            Reason.SESSION,
            Reason.SESSION,
            Reason.SESSION,
            Reason.DATABASE,
            Reason.DATABASE,
            Reason.DATABASE,
            Reason.DATABASE);
  }

  @Test
  void commentsGoWithWhatTheyAreAbout() {
    RestoreSteps steps = RestoreSteps.of(head("15"), "postgres");

    assertThat(steps.entries(RestoreStep.PRE_DATA))
        .filteredOn(entry -> entry.kind().equals("COMMENT"))
        .extracting(TocEntry::name)
        .contains("EXTENSION hstore", "DOMAIN positive", "LARGE OBJECT 50003");
    assertThat(steps.entries(RestoreStep.PRE_DATA))
        .noneMatch(entry -> entry.section() == Section.DATA);
  }

  @Test
  void anUntouchedPublicSchemaIsLeftToTheServerButNotWhatIsGrantedOnIt() {
    RestoreSteps ours = RestoreSteps.of(head("13"), "postgres");
    RestoreSteps others = RestoreSteps.of(head("13"), "somebody");

    assertThat(ours.leftOut())
        .filteredOn(out -> out.reason() == Reason.PUBLIC_SCHEMA)
        .extracting(out -> out.entry().name())
        .containsExactly("public");
    assertThat(others.leftOut()).noneMatch(out -> out.reason() == Reason.PUBLIC_SCHEMA);
    for (RestoreSteps steps : List.of(ours, others)) {
      assertThat(steps.entries(RestoreStep.ACL))
          .extracting(TocEntry::name)
          .contains("SCHEMA public");
    }
  }

  private static bactrian.archive.ArchiveHead head(String server) {
    return ReadArchive.golden("rich-server" + server + "-client15").head();
  }
}
