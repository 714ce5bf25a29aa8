package bactrian.archive;

/**
 * When pg_restore restores an entry ({@code teSection} in PostgreSQL's {@code
 * src/bin/pg_dump/pg_backup.h}).
 */
public enum Section {
  /** Follows what it belongs to: comments, grants and security labels. */
  NONE,
  /** Before the data: schemas, types, tables, functions. */
  PRE_DATA,
  /** Rows, large objects, sequence positions. */
  DATA,
  /** After the data: indexes, constraints, triggers. */
  POST_DATA
}
