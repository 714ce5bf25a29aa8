package bactrian.archive;

import java.time.LocalDateTime;

/**
 * The first bytes of an archive ({@code WriteHead} in PostgreSQL's {@code pg_backup_archiver.c}).
 *
 * @param major the archive version's first number, 1
 * @param minor the archive version's second number: 13 is written by PostgreSQL 11, 14 by 12 to 15,
 *     15 by 16, 16 by 17 and 18
 * @param revision the archive version's third number, 0
 * @param intSize bytes of an integer without its sign byte, 4
 * @param offsetSize bytes of an offset without its state byte, 4 or 8
 * @param compression how the blocks are compressed
 * @param created when pg_dump was started, on the local clock of where it ran
 * @param database the database's name
 * @param serverVersion the server's version, such as {@code 17.11}
 * @param dumpVersion pg_dump's version
 */
public record ArchiveHeader(
    int major,
    int minor,
    int revision,
    int intSize,
    int offsetSize,
    Compression compression,
    LocalDateTime created,
    String database,
    String serverVersion,
    String dumpVersion) {
  /** The archive version as pg_restore names it, such as {@code 1.14}. */
  public String version() {
    return major + "." + minor;
  }
}
