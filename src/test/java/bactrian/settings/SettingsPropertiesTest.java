package bactrian.settings;

import static org.assertj.core.api.Assertions.assertThat;

import bactrian.failure.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** What holds for any settings. */
class SettingsPropertiesTest {
  private static final Path NOWHERE = Path.of("/nonexistent");

  @Property
  void ofSeveralLayersTheLastThatSaysSomethingWins(
      @ForAll("layers") List<Map<String, String>> layers) {
    Map<String, String> expected = new HashMap<>();
    Value.Branch merged = Value.Branch.empty("nothing");
    for (Map<String, String> layer : layers) {
      expected.putAll(layer);
      merged = merged.under(EnvironmentLayer.of(layer));
    }

    for (SettingKey key : SettingKey.values()) {
      assertThat(text(merged, key))
          .isEqualTo(Optional.ofNullable(expected.get(key.environmentVariable())));
    }
  }

  @Property
  void mergingLayersTwoByTwoInAnyGroupingIsTheSame(
      @ForAll("layer") Map<String, String> a,
      @ForAll("layer") Map<String, String> b,
      @ForAll("layer") Map<String, String> c) {
    Value.Branch one = EnvironmentLayer.of(a);
    Value.Branch two = EnvironmentLayer.of(b);
    Value.Branch three = EnvironmentLayer.of(c);

    assertThat(one.under(two).under(three)).isEqualTo(one.under(two.under(three)));
  }

  @Property(tries = 100)
  void anyTextOfOneLineSurvivesUntouchedFromFileEnvironmentAndReference(
      @ForAll("secrets") String secret) throws IOException {
    Path folder = Files.createTempDirectory("settings");
    Path yaml = folder.resolve("secret.yml");
    Path file = folder.resolve("secret");
    try {
      Dump dump = new Dump(DumpSettings.builder().setSchema(new CoreSchema()).build());
      Files.writeString(yaml, dump.dumpToString(Map.of("postgresql", Map.of("password", secret))));
      Files.writeString(file, secret + "\n");

      assertThat(password(Map.of(), Optional.of(yaml))).isEqualTo(secret);
      assertThat(password(Map.of("AUTHENTIK_POSTGRESQL__PASSWORD", secret), Optional.empty()))
          .isEqualTo(secret);
      assertThat(
              password(
                  Map.of("X", secret, "AUTHENTIK_POSTGRESQL__PASSWORD", "env://X"),
                  Optional.empty()))
          .isEqualTo(secret);
      assertThat(
              password(
                  Map.of("AUTHENTIK_POSTGRESQL__PASSWORD", "file://" + file), Optional.empty()))
          .isEqualTo(secret);
      assertThat(
              password(
                  Map.of("AUTHENTIK_POSTGRESQL__PASSWORD", "env://NONE?" + secret),
                  Optional.empty()))
          .isEqualTo(secret);
    } finally {
      Files.deleteIfExists(yaml);
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  @Property(tries = 100)
  void theEnvironmentWinsOverAnyFile(@ForAll("secrets") String upper) throws IOException {
    Path yaml = Files.createTempFile("settings", ".yml");
    try {
      Files.writeString(yaml, "postgresql: {password: lower}");

      assertThat(password(Map.of("AUTHENTIK_POSTGRESQL__PASSWORD", upper), Optional.of(yaml)))
          .isEqualTo(upper);
    } finally {
      Files.delete(yaml);
    }
  }

  @Provide
  Arbitrary<List<Map<String, String>>> layers() {
    return layer().list().ofMaxSize(4);
  }

  @Provide
  Arbitrary<Map<String, String>> layer() {
    Arbitrary<String> names = Arbitraries.of(SettingKey.class).map(SettingKey::environmentVariable);
    return Arbitraries.maps(names, Arbitraries.strings().ofMaxLength(3)).ofMaxSize(8);
  }

  /** Any one line that is not itself a reference. */
  @Provide
  Arbitrary<String> secrets() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars("äß€\u00a0\u2028{}$#?&%'\"\\:/@`*!|>-\t😀")
        .ofMinLength(1)
        .ofMaxLength(40)
        .filter(text -> !text.startsWith("env://") && !text.startsWith("file://"))
        .filter(text -> text.codePoints().noneMatch(point -> point >= 0xd800 && point < 0xe000));
  }

  private static Optional<String> text(Value.Branch merged, SettingKey key) {
    return new TypedValues(merged, Map.of(), NOWHERE).at(key).map(v -> ((Value.Text) v).text());
  }

  private static String password(Map<String, String> environment, Optional<Path> file) {
    return new SettingsLoader(environment, NOWHERE, NOWHERE, NOWHERE)
        .load(file)
        .settings()
        .postgresql()
        .password()
        .map(Secret::reveal)
        .orElseThrow();
  }
}
