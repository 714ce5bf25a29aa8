package bactrian.restore;

import bactrian.archive.TocEntry;

/**
 * An entry of the table of contents that no step restores.
 *
 * @param entry the entry
 * @param reason why
 */
public record LeftOut(TocEntry entry, Reason reason) {
  /** Why an entry is left out. */
  public enum Reason {
    /** pg_restore starts every session with it by itself, whatever the list says. */
    SESSION,
    /** About the database itself, see {@link ArchiveDatabase}. */
    DATABASE,
    /**
     * A subscription, or what is said about one: it would carry production's slot name, and the
     * database with it could not be dropped.
     */
    SUBSCRIPTION,
    /**
     * That the schema public belongs to the role that initdb made, as it does by itself up to
     * PostgreSQL 14. From 15 on it belongs to whoever owns the database, which only a superuser
     * could change. What was granted on it is restored.
     */
    PUBLIC_SCHEMA,
    /** Statistics of an older state: ANALYZE makes new ones. */
    STATISTICS,
    /** Only some tables are restored, and this is none of theirs. */
    NOT_SELECTED
  }
}
