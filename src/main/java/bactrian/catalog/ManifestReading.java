package bactrian.catalog;

/** What came of reading one manifest. */
public sealed interface ManifestReading {
  /** It was read. */
  record Read(Manifest manifest) implements ManifestReading {}

  /**
   * It is not one, or from a newer version.
   *
   * @param reason one sentence for the operator
   */
  record Unreadable(String reason) implements ManifestReading {}
}
