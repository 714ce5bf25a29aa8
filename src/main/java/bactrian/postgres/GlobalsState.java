package bactrian.postgres;

import bactrian.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much of the roles and tablespaces a backup holds.
 *
 * @param kind how much
 * @param missing what is not there and why, a phrase each; empty only when everything is there
 */
public record GlobalsState(Kind kind, List<String> missing) {
  /** How much there is. */
  public enum Kind {
    /** Everything, with the roles' password hashes. */
    COMPLETE,
    /** Everything but the roles' password hashes. */
    WITHOUT_PASSWORDS,
    /** pg_dumpall ended well and still complained. */
    PARTIAL,
    /** Nothing. */
    ABSENT;

    /** As the manifest says it, such as {@code without_passwords}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the list. */
  public GlobalsState {
    missing = List.copyOf(missing);
  }

  /**
   * Whether pg_dumpall is to write password hashes: when they are wanted and the role may read
   * them.
   */
  public static boolean withPasswords(boolean wanted, ServerFacts facts) {
    return wanted && facts.superuser();
  }

  /**
   * The state after a pg_dumpall that ended well.
   *
   * @param passwordsWanted whether the settings ask for password hashes
   * @param passwordsWritten what {@link #withPasswords} said for this run
   * @param messages what pg_dumpall wrote to its standard error
   */
  public static GlobalsState written(
      boolean passwordsWanted, boolean passwordsWritten, List<String> messages) {
    List<String> missing = new ArrayList<>();
    if (!passwordsWritten) {
      missing.add(
          passwordsWanted
              ? "role passwords (only a superuser may read them)"
              : "role passwords (kept only in sealed backups or with postgresql.backup.role_passwords)");
    }
    messages.stream().filter(line -> !line.isBlank()).map(String::strip).forEach(missing::add);
    if (messages.stream().anyMatch(line -> !line.isBlank())) {
      return new GlobalsState(Kind.PARTIAL, missing);
    }
    return new GlobalsState(passwordsWritten ? Kind.COMPLETE : Kind.WITHOUT_PASSWORDS, missing);
  }

  /** The state after a pg_dumpall that failed: what it wrote is no whole script, and not kept. */
  public static GlobalsState absent(Failure failure) {
    return absent(failure.sentence());
  }

  /** The state when there is no globals file. */
  public static GlobalsState absent(String why) {
    return new GlobalsState(Kind.ABSENT, List.of("roles and tablespaces (" + why + ")"));
  }
}
