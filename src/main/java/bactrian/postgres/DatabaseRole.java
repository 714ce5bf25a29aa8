package bactrian.postgres;

import java.util.Locale;

/** What a database of ours is to the original that it stands beside. */
public enum DatabaseRole {
  /** Being filled by a restore. */
  SIDE,
  /** What was in place before a restore. */
  BEFORE,
  /** What was in place before a rollback. */
  UNDONE;

  /** The word in names and markers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
