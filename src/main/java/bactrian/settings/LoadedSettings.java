package bactrian.settings;

import java.util.List;

/**
 * What loading found.
 *
 * @param settings the settings
 * @param warnings sentences about keys that were probably meant to be ours, for standard error
 */
public record LoadedSettings(Settings settings, List<String> warnings) {
  /** Copies the warnings. */
  public LoadedSettings {
    warnings = List.copyOf(warnings);
  }
}
