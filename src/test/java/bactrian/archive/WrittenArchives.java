package bactrian.archive;

/**
 * The archives of versions that no pg_dump in reach writes: 1.13 (PostgreSQL 11) and 1.15
 * (PostgreSQL 16). They are written by {@link ArchiveWriter}, not by pg_dump; what is listed beside
 * them comes from the real pg_restore 15 and 17, which read them.
 */
final class WrittenArchives {
  private WrittenArchives() {}

  static byte[] ofVersion(int minor) {
    return new ArchiveWriter(minor)
        .head(9)
        .encoding(900, "UTF8")
        .entry(
            901,
            0,
            "SEARCHPATH",
            2,
            "SEARCHPATH",
            "SELECT pg_catalog.set_config('search_path', '', false);\n",
            null,
            null,
            null)
        .table(1, "public", "é t", "a integer, b text")
        .table(2, "public", "no columns", "")
        .largeObject(5, 4000000000L)
        .entry(
            6,
            0,
            "LARGE OBJECT 4000000000",
            1,
            "COMMENT",
            "COMMENT ON LARGE OBJECT 4000000000 IS 'x';\n",
            null,
            null,
            null,
            5)
        .tableData(3, "public", "é t", 1)
        .tableData(4, "public", "no columns", 2)
        .largeObjects(7, "BLOBS")
        .blockOfRows(3, "1\tone\n", "2\t\\\\.\n", "3", "\t\\N\n\\", ".", "\n\n", "\n")
        .blockOfObjects(7)
        .object(4000000000L, "first", "second")
        .number(0)
        .blockOfRows(4, "\n", "\n", "\\.\n\n\n")
        .bytes();
  }
}
