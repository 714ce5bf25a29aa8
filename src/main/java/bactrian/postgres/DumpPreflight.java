package bactrian.postgres;

import bactrian.failure.RunFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out, before a dump starts, what pg_dump would fail on when it gets there: schemas, tables,
 * sequences and large objects that the role may not read, and row security that hides rows from it.
 * pg_dump leaves out what belongs to an extension, but for the extension's configuration tables.
 */
public final class DumpPreflight {
  private static final int SHOWN = 5;
  private static final int HAS_READ_ALL_DATA = 14;
  private static final int HAS_LARGE_OBJECT_PRIVILEGE = 18;

  /**
   * Functions and casts are written with their schema and operators have operands of exactly their
   * types, so that no function or operator of the database's is run (CVE-2018-1058).
   */
  private static final String QUERY =
      """
      WITH configuration AS (
        SELECT pg_catalog.unnest(e.extconfig) AS oid FROM pg_catalog.pg_extension e
      ), relation AS (
        SELECT c.oid, c.relkind, c.relrowsecurity, n.oid AS schema, n.nspname,
               pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'S') AND c.relpersistence <> 't'
           AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')
           AND n.nspname <> 'information_schema'
           AND (c.oid IN (SELECT k.oid FROM configuration k)
             OR NOT EXISTS (
               SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                  AND d.objid = c.oid AND d.deptype = 'e'
                  AND d.refclassid
                      = 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid))
      ), problem AS (
        SELECT 1 AS rank, s.nspname::pg_catalog.text AS name,
               pg_catalog.format('schema %I', s.nspname) AS what,
               pg_catalog.format('GRANT USAGE ON SCHEMA %I TO %I', s.nspname, current_user) AS fix
          FROM (SELECT DISTINCT r.schema, r.nspname FROM relation r) s
         WHERE NOT pg_catalog.has_schema_privilege(s.schema, 'USAGE')
        UNION ALL
        SELECT 2, r.name, pg_catalog.format('table %s', r.name),
               pg_catalog.format('GRANT SELECT ON TABLE %s TO %I', r.name, current_user)
          FROM relation r
         WHERE r.relkind <> 'S' AND NOT pg_catalog.has_table_privilege(r.oid, 'SELECT')
        UNION ALL
        SELECT 3, r.name, pg_catalog.format('sequence %s', r.name),
               pg_catalog.format('GRANT SELECT ON SEQUENCE %s TO %I', r.name, current_user)
          FROM relation r
         WHERE CASE WHEN r.relkind = 'S'
                    THEN NOT pg_catalog.has_sequence_privilege(r.oid, 'SELECT') END
        UNION ALL
        SELECT 4, '', pg_catalog.format('rows hidden by row security of %s%s',
                 pg_catalog.min(r.name),
                 CASE WHEN pg_catalog.count(*) > 1
                      THEN pg_catalog.format(' and %s more', pg_catalog.count(*) - 1) END),
               pg_catalog.format('ALTER ROLE %I BYPASSRLS', current_user)
          FROM relation r
         WHERE r.relkind = 'r' AND r.relrowsecurity AND pg_catalog.row_security_active(r.oid)
        HAVING pg_catalog.count(*) > 0
        UNION ALL
        SELECT 5, pg_catalog.lpad(l.oid::pg_catalog.text, 10),
               pg_catalog.format('large object %s', l.oid),
               pg_catalog.format('GRANT SELECT ON LARGE OBJECT %s TO %I', l.oid, current_user)
          FROM pg_catalog.pg_largeobject_metadata l
         WHERE NOT pg_catalog.current_setting('lo_compat_privileges')::pg_catalog.bool
           AND NOT pg_catalog.current_setting('is_superuser')::pg_catalog.bool
           AND NOT %LARGE_OBJECT_READABLE%
      )
      SELECT p.what, p.fix, pg_catalog.count(*) OVER () AS problems,
             current_user::pg_catalog.text AS role,
             pg_catalog.current_database()::pg_catalog.text AS database
        FROM problem p ORDER BY p.rank, p.name LIMIT %SHOWN%""";

  private static final String READABLE_BY_ACL =
      """
      EXISTS (
        SELECT FROM pg_catalog.aclexplode(
                 COALESCE(l.lomacl, pg_catalog.acldefault('L', l.lomowner))) a
         WHERE a.privilege_type = 'SELECT'
           AND (a.grantee = 0::pg_catalog.oid OR pg_catalog.pg_has_role(a.grantee, 'USAGE')))""";

  private static final String READABLE = "pg_catalog.has_largeobject_privilege(l.oid, 'SELECT')";

  private DumpPreflight() {}

  /**
   * Checks that the role of this session can dump all of its database.
   *
   * @throws RunFailure when it cannot; the first problems stand in it, one to a line, each with the
   *     statement that solves it
   */
  public static void check(Connection connection) {
    try {
      int major = connection.getMetaData().getDatabaseMajorVersion();
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(query(major))) {
        if (rows.next()) {
          throw RunFailure.failed(sentence(rows, major));
        }
      }
    } catch (SQLException e) {
      throw RunFailure.failed(
          "PostgreSQL did not say what the role may read: " + e.getMessage(), e);
    }
  }

  private static String query(int major) {
    return QUERY
        .replace(
            "%LARGE_OBJECT_READABLE%",
            major >= HAS_LARGE_OBJECT_PRIVILEGE ? READABLE : READABLE_BY_ACL)
        .replace("%SHOWN%", Integer.toString(SHOWN));
  }

  /** Takes the rows with the first of them current. */
  private static String sentence(ResultSet rows, int major) throws SQLException {
    long problems = rows.getLong("problems");
    String role = rows.getString("role");
    String database = rows.getString("database");
    List<String> lines = new ArrayList<>();
    do {
      lines.add("  " + rows.getString("what") + ": " + rows.getString("fix") + ";");
    } while (rows.next());
    if (problems > lines.size()) {
      lines.add("  and " + (problems - lines.size()) + " more");
    }
    if (problems > 1 && major >= HAS_READ_ALL_DATA) {
      lines.add(
          "  (all schemas, tables and sequences at once: GRANT pg_read_all_data TO "
              + Identifier.quote(role)
              + ";)");
    }
    return "User \"%s\" cannot read all of database \"%s\", so nothing was dumped; run as its owner or a superuser:%n%s"
        .formatted(role, database, String.join(System.lineSeparator(), lines));
  }
}
