package bactrian.settings;

import bactrian.failure.RunFailure;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads the settings. Later wins: built-in defaults; {@code config.yml} in the settings folder;
 * {@code config.d/*.yml} there, sorted by name; the file given on the command line; the
 * environment.
 */
public final class SettingsLoader {
  private final Map<String, String> environment;
  private final Path settingsFolder;
  private final Path workingDirectory;
  private final Path defaultDirectory;

  /**
   * A loader that reads nothing but what it is given.
   *
   * @param environment the environment's variables
   * @param settingsFolder {@code /etc/authentik}; need not exist
   * @param workingDirectory where relative paths start
   * @param defaultDirectory the local store's folder when none is set, {@code /backups}, or {@code
   *     ./backups} in a checkout
   */
  public SettingsLoader(
      Map<String, String> environment,
      Path settingsFolder,
      Path workingDirectory,
      Path defaultDirectory) {
    this.environment = Map.copyOf(environment);
    this.settingsFolder = settingsFolder;
    this.workingDirectory = workingDirectory.toAbsolutePath();
    this.defaultDirectory = this.workingDirectory.resolve(defaultDirectory).normalize();
  }

  /**
   * Loads, merges and checks.
   *
   * @param file the file of {@code --config}, which has to exist
   * @return the settings, and warnings for standard error
   * @throws RunFailure (usage) with the first thing that is wrong: an unreadable or malformed file,
   *     an unknown key, a value that is not what its key asks for, or one that asks for what this
   *     version cannot do
   */
  public LoadedSettings load(Optional<Path> file) {
    Value.Branch merged = Value.Branch.empty("the built-in defaults");
    for (Path each : files()) {
      merged = YamlFile.read(each).map(merged::under).orElse(merged);
    }
    if (file.isPresent()) {
      Path given = workingDirectory.resolve(file.get());
      merged =
          merged.under(
              YamlFile.read(given)
                  .orElseThrow(
                      () ->
                          RunFailure.usage(
                              "The settings file "
                                  + given
                                  + " does not exist; give --config the path of one that"
                                  + " does.")));
    }
    merged = merged.under(EnvironmentLayer.of(environment));
    List<String> warnings = KeyCheck.check(merged, environment);
    TypedValues values = new TypedValues(merged, environment, workingDirectory);
    Settings settings = new SettingsReader(values, environment, defaultDirectory).read();
    return new LoadedSettings(settings, warnings);
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    Path folder = settingsFolder.resolve("config.d");
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        // Hidden names are editors' leftovers, and in Kubernetes the mount's own.
        if (name.endsWith(".yml") && !name.startsWith(".")) {
          files.add(entry);
        }
      }
    } catch (NoSuchFileException e) {
      files.clear(); // No such folder, no files.
    } catch (IOException | DirectoryIteratorException e) {
      throw RunFailure.usage(
          "The settings folder "
              + folder
              + " cannot be listed ("
              + e.getClass().getSimpleName()
              + "); let the user that runs this program read it, or remove it.");
    }
    files.sort(null);
    files.add(0, settingsFolder.resolve("config.yml"));
    return files;
  }
}
