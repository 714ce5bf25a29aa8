package bactrian.restore;

/**
 * The steps of a restore that run pg_restore, in their order. Everything is compared after {@link
 * #DATA}: there the owners may still read their tables, and no row security hides a row from them.
 */
public enum RestoreStep {
  /** Schemas, types, functions, tables, and up to PostgreSQL 16 the empty large objects. */
  PRE_DATA,
  /** Rows, large objects, sequence positions; the only step that needs the archive's blocks. */
  DATA,
  /** Indexes, constraints, triggers, rules, policies, statistics objects. */
  POST_DATA,
  /**
   * All privileges, also of what {@link #POST_DATA} made (a materialised view that stands on a
   * primary key), and default privileges, which would add to what is made after them.
   */
  ACL,
  /** Refreshes of materialised views, then publications, then event triggers. */
  LAST
}
