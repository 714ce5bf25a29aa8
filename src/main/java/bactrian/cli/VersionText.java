package bactrian.cli;

import bactrian.wiring.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code ak --version} prints. */
final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"Bactrian " + Version.text()};
  }
}
