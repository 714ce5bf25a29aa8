package bactrian.failure;

/**
 * A value that no sentence, log, JSON or debugger line may show: its text leaves only by {@link
 * #reveal()}.
 */
public final class Secret {
  private final String text;

  /** Wraps the text of a secret, never null. */
  public Secret(String text) {
    this.text = java.util.Objects.requireNonNull(text, "text");
  }

  /** The secret itself, for the one place that hands it on. */
  public String reveal() {
    return text;
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "***";
  }
}
