package bactrian.settings;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bactrian.failure.ExitCode;
import bactrian.failure.RunFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;

/** A machine as the loader sees it: its settings folder, its working directory, its environment. */
final class SettingsHome {
  final Path root;
  final Path etc;
  final Path work;
  final Map<String, String> environment = new HashMap<>();
  private Path given;

  SettingsHome(Path root) {
    this.root = root;
    etc = root.resolve("etc");
    work = folder(root.resolve("work"));
  }

  SettingsHome config(String... lines) {
    write(etc.resolve("config.yml"), lines);
    return this;
  }

  SettingsHome configD(String name, String... lines) {
    write(etc.resolve("config.d").resolve(name), lines);
    return this;
  }

  SettingsHome given(String name, String... lines) {
    given = Path.of(name);
    write(work.resolve(name), lines);
    return this;
  }

  SettingsHome givenMissing(String name) {
    given = Path.of(name);
    return this;
  }

  SettingsHome env(String name, String text) {
    environment.put(name, text);
    return this;
  }

  Path file(String name, String content) {
    Path file = root.resolve(name);
    try {
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LoadedSettings loaded() {
    return new SettingsLoader(environment, etc, work, Path.of("backups"))
        .load(Optional.ofNullable(given));
  }

  Settings.Postgresql postgresql() {
    return loaded().settings().postgresql();
  }

  Settings.Backup backup() {
    return postgresql().backup();
  }

  /** The sentence with which loading is refused as wrong settings. */
  String refusal() {
    RunFailure failure = catchThrowableOfType(RunFailure.class, this::loaded);
    Assertions.assertThat(failure).as("loading should have been refused").isNotNull();
    Assertions.assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
    Assertions.assertThat(failure.sentence()).endsWith(".").doesNotContain("\n");
    return failure.sentence();
  }

  private static void write(Path file, String... lines) {
    folder(file.getParent());
    try {
      Files.writeString(file, String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
