package bactrian.restore;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A table of the database that was restored.
 *
 * @param name schema and name
 * @param root the root of the partitioned table that it is a partition of, else its own name
 * @param configuration whether it is a configuration table of an extension, which holds the
 *     extension's own rows besides those of the backup
 */
record CountedTable(Name name, Name root, boolean configuration) {
  /** A schema and a name in it. */
  record Name(String schema, String table) {}

  private static final String ALL =
      """
      SELECT n.nspname, c.relname, rn.nspname, r.relname,
             EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE c.oid = ANY (e.extconfig))
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_class r ON r.oid = CASE WHEN c.relispartition
                                                 THEN pg_catalog.pg_partition_root(c.oid)
                                                 ELSE c.oid END
      JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
      WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_temp\\_%'""";

  /** All tables of the session's database that hold rows of their own. */
  static Map<Name, CountedTable> read(Connection session) throws SQLException {
    Map<Name, CountedTable> tables = new LinkedHashMap<>();
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(ALL)) {
      while (rows.next()) {
        Name name = new Name(rows.getString(1), rows.getString(2));
        Name root = new Name(rows.getString(3), rows.getString(4));
        tables.put(name, new CountedTable(name, root, rows.getBoolean(5)));
      }
    }
    return tables;
  }
}
