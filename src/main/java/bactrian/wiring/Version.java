package bactrian.wiring;

/** Bactrian's own version, as the jar's manifest says it. */
public final class Version {
  private Version() {}

  /** The version, or {@code development} outside a jar. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
