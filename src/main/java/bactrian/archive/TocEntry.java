package bactrian.archive;

import java.util.List;

/**
 * One entry of an archive's table of contents ({@code WriteToc} in PostgreSQL's {@code
 * pg_backup_archiver.c}). Text that the archive leaves out is the empty string here.
 *
 * @param dumpId the entry's number in this archive, greater than 0
 * @param hasData whether the archive holds a block of this dump id
 * @param catalogOid the oid of the system catalog that describes the object, or 0
 * @param oid the object's oid in that catalog, or 0
 * @param name the tag: a table's name, a function's name with its argument types, {@code TABLE "a"}
 *     for a comment or a grant
 * @param kind the description, such as {@code TABLE DATA}
 * @param section when it is restored
 * @param definition the SQL that makes it; kept only where a restore plan reads it (see {@link
 *     KeptText}), since function bodies and large objects by the hundred thousand would fill the
 *     memory. That of a subscription holds a password.
 * @param copyStatement the COPY statement of {@code TABLE DATA}
 * @param schema the schema's name
 * @param tablespace the tablespace's name
 * @param accessMethod the table access method, from archive version 1.14 on
 * @param relationKind {@code pg_class.relkind} of tables from archive version 1.16 on, else the
 *     character 0
 * @param owner the owning role's name
 * @param roles other roles that grants, default grants, policies and user mappings name
 * @param dependencies the entries that it depends on; not all of them need be in the archive
 */
public record TocEntry(
    int dumpId,
    boolean hasData,
    long catalogOid,
    long oid,
    String name,
    String kind,
    Section section,
    String definition,
    String copyStatement,
    String schema,
    String tablespace,
    String accessMethod,
    char relationKind,
    String owner,
    List<String> roles,
    Dependencies dependencies) {
  /** The kind of entries whose block holds a table's rows. */
  public static final String TABLE_DATA = "TABLE DATA";

  /** The kind of entries that make a table. */
  public static final String TABLE = "TABLE";

  /** The kind of entries whose block holds large objects. */
  public static final String LARGE_OBJECTS = "BLOBS";

  /**
   * Whether the rows of this {@code TABLE DATA} are loaded through the root of the partitioned
   * table, which then chooses the partition anew ({@code dumpTableData} in pg_dump.c).
   */
  public boolean loadsThroughPartitionRoot() {
    return kind.equals(TABLE_DATA) && definition.startsWith("-- load via partition root ");
  }

  /** Dump id, kind and names only: a definition may hold a password. */
  @Override
  public String toString() {
    return dumpId + " " + kind + " " + (schema.isEmpty() ? "" : schema + ".") + name;
  }
}
