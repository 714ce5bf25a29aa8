/**
 * Reads what {@code pg_dump -Fc -Z0} writes, straight from the stream. The format has no
 * specification but PostgreSQL's source: {@code src/bin/pg_dump/pg_backup_archiver.h} (archive
 * versions), {@code pg_backup_archiver.c} ({@code ReadHead}, {@code ReadToc}, {@code ReadInt},
 * {@code ReadStr}, {@code ReadOffset}) and {@code pg_backup_custom.c} (blocks and chunks), as of
 * PostgreSQL 18.4. What is read here is what these functions write, and nothing else.
 */
package bactrian.archive;
