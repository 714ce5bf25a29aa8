package bactrian.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ClientChoiceTest {
  @Property
  void dumpsWithTheSameMajorElseTheNearestNewerOne(
      @ForAll("tools") List<ClientTool> found, @ForAll("majors") int server) {
    OptionalInt nearest =
        IntStream.rangeClosed(server, 30).filter(major -> has(found, major)).findFirst();

    Optional<ClientTool> chosen = ClientChoice.nearestNewer(found, server);

    assertThat(chosen.map(ClientTool::major))
        .isEqualTo(nearest.isPresent() ? Optional.of(nearest.getAsInt()) : Optional.empty());
    assertThat(chosen).isEqualTo(chosen.flatMap(tool -> firstOf(found, tool.major())));
  }

  @Property
  void restoresWithAToolAsNewAsTheWriterOrNotAtAll(
      @ForAll("tools") List<ClientTool> found,
      @ForAll("majors") int writer,
      @ForAll("majors") int target) {
    Optional<RestoreTool> chosen = ClientChoice.forRestore(found, writer, target);

    assertThat(chosen.isPresent()).isEqualTo(found.stream().anyMatch(t -> t.major() >= writer));
    chosen.ifPresent(
        restore -> {
          assertThat(restore.tool().major()).isGreaterThanOrEqualTo(writer);
          assertThat(restore.scriptPath()).isEqualTo(restore.tool().major() >= 17 && target <= 16);
          assertThat(restore.tool()).isEqualTo(firstOf(found, restore.tool().major()).get());
        });
  }

  @Property
  void restoresWithTheTargetsMajorWhenThatCanReadTheArchive(
      @ForAll("tools") List<ClientTool> found,
      @ForAll("majors") int writer,
      @ForAll("majors") int target) {
    if (target >= writer && has(found, target)) {
      assertThat(ClientChoice.forRestore(found, writer, target))
          .hasValueSatisfying(
              restore -> {
                assertThat(restore.tool().major()).isEqualTo(target);
                assertThat(restore.scriptPath()).isFalse();
              });
    }
  }

  @Property
  void takesTheScriptPathOnlyWhenNoToolSpeaksDirectly(
      @ForAll("tools") List<ClientTool> found,
      @ForAll("majors") int writer,
      @ForAll("majors") int target) {
    boolean direct =
        found.stream().anyMatch(t -> t.major() >= writer && (target >= 17 || t.major() <= 16));

    assertThat(ClientChoice.forRestore(found, writer, target).filter(RestoreTool::scriptPath))
        .satisfies(scripted -> assertThat(scripted.isPresent() && direct).isFalse());
  }

  @Example
  void server16WithClient17TakesTheScriptPath() {
    assertThat(ClientChoice.forRestore(List.of(tool(15, "a"), tool(17, "b")), 17, 16))
        .contains(new RestoreTool(tool(17, "b"), true));
  }

  @Example
  void anOlderToolThatSpeaksDirectlyIsBetterThanAScript() {
    assertThat(ClientChoice.forRestore(List.of(tool(17, "b"), tool(15, "a")), 15, 16))
        .contains(new RestoreTool(tool(15, "a"), false));
  }

  @Example
  void aNewerToolThatSpeaksDirectlyIsBetterThanAnOlderOne() {
    assertThat(ClientChoice.forRestore(List.of(tool(13, "a"), tool(16, "b")), 13, 14))
        .contains(new RestoreTool(tool(16, "b"), false));
  }

  @Provide
  Arbitrary<List<ClientTool>> tools() {
    return Arbitraries.integers()
        .between(12, 20)
        .flatMap(major -> Arbitraries.of("a", "b", "c").map(folder -> tool(major, folder)))
        .list()
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<Integer> majors() {
    return Arbitraries.integers().between(12, 20);
  }

  private static boolean has(List<ClientTool> found, int major) {
    return firstOf(found, major).isPresent();
  }

  private static Optional<ClientTool> firstOf(List<ClientTool> found, int major) {
    return found.stream().filter(tool -> tool.major() == major).findFirst();
  }

  private static ClientTool tool(int major, String folder) {
    return new ClientTool(
        ClientProgram.PG_DUMP,
        Path.of("/", folder, "pg_dump"),
        new ClientVersion(major, 1, major + ".1"));
  }
}
