package bactrian;

/** The program's entry. */
public final class Ak {
  private Ak() {}

  /** Runs nothing yet. */
  public static void main(String[] arguments) {}
}
