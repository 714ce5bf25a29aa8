package bactrian.archive;

/**
 * What a whole archive held.
 *
 * @param head its header and table of contents
 * @param length its length in bytes
 * @param tables the number of tables with a block, empty ones too
 * @param rows the rows of all tables
 * @param largeObjects the number of large objects
 */
public record ArchiveSummary(
    ArchiveHead head, long length, long tables, long rows, long largeObjects) {}
