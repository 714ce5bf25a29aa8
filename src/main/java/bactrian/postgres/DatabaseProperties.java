package bactrian.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything about a database that is not inside it. Its locale is given to the side database at
 * its creation; the rest comes in the transaction of the swap, because settings of the original can
 * forbid the load.
 *
 * @param name the database
 * @param locale what is fixed at creation
 * @param owner its owner
 * @param grants its privileges, PostgreSQL's own when none were ever given or taken
 * @param commentOrNull its comment
 * @param labels its security labels by provider
 * @param connectionLimit its limit, -1 for none
 * @param settings its settings and those of roles in it
 * @param template whether it may be copied by anybody with CREATEDB
 * @param open whether it allows connections
 * @param impersonable the grantors that our role may become
 */
public record DatabaseProperties(
    String name,
    DatabaseLocale locale,
    String owner,
    List<DatabaseGrant> grants,
    String commentOrNull,
    Map<String, String> labels,
    int connectionLimit,
    List<DatabaseSetting> settings,
    boolean template,
    boolean open,
    Set<String> impersonable) {

  // The row as JSON, because the columns of the locale differ from version to version.
  private static final String DATABASE =
      """
      SELECT pg_encoding_to_char(d.encoding), j ->> 'datlocprovider', d.datcollate, d.datctype,
             coalesce(j ->> 'datlocale', j ->> 'daticulocale'), j ->> 'daticurules',
             t.spcname, pg_get_userbyid(d.datdba), shobj_description(d.oid, 'pg_database'),
             d.datconnlimit, d.datistemplate, d.datallowconn
      FROM pg_database d
      JOIN pg_tablespace t ON t.oid = d.dattablespace
      CROSS JOIN LATERAL to_jsonb(d) j
      WHERE d.datname = ?""";

  private static final String GRANTS =
      """
      SELECT pg_get_userbyid(a.grantor), CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END,
             a.privilege_type, a.is_grantable, pg_has_role(a.grantor, 'MEMBER')
      FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
      WHERE d.datname = ?""";

  private static final String LABELS =
      """
      SELECT l.provider, l.label FROM pg_shseclabel l JOIN pg_database d ON d.oid = l.objoid
      WHERE l.classoid = 'pg_database'::regclass AND d.datname = ?""";

  private static final String SETTINGS =
      """
      SELECT CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole) END,
             split_part(c.entry, '=', 1), substr(c.entry, strpos(c.entry, '=') + 1)
      FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase,
           unnest(s.setconfig) WITH ORDINALITY c (entry, place)
      WHERE d.datname = ? ORDER BY s.setrole, c.place""";

  /**
   * Reads them, or nothing when there is no such database.
   *
   * @param session a session in any database of the server
   */
  public static Optional<DatabaseProperties> read(Connection session, String database)
      throws SQLException {
    try (PreparedStatement query = session.prepareStatement(DATABASE)) {
      query.setString(1, database);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(read(session, database, row)) : Optional.empty();
      }
    }
  }

  private static DatabaseProperties read(Connection session, String database, ResultSet row)
      throws SQLException {
    DatabaseLocale locale =
        new DatabaseLocale(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getString(7));
    List<DatabaseGrant> grants = new ArrayList<>();
    Set<String> impersonable = new HashSet<>();
    each(
        session,
        GRANTS,
        database,
        grant -> {
          grants.add(
              new DatabaseGrant(
                  grant.getString(1), grant.getString(2), grant.getString(3), grant.getBoolean(4)));
          if (grant.getBoolean(5)) {
            impersonable.add(grant.getString(1));
          }
        });
    Map<String, String> labels = new TreeMap<>();
    each(session, LABELS, database, label -> labels.put(label.getString(1), label.getString(2)));
    List<DatabaseSetting> settings = new ArrayList<>();
    each(
        session,
        SETTINGS,
        database,
        setting ->
            settings.add(
                new DatabaseSetting(
                    setting.getString(1), setting.getString(2), setting.getString(3))));
    return new DatabaseProperties(
        database,
        locale,
        row.getString(8),
        List.copyOf(grants),
        row.getString(9),
        Map.copyOf(labels),
        row.getInt(10),
        List.copyOf(settings),
        row.getBoolean(11),
        row.getBoolean(12),
        Set.copyOf(impersonable));
  }

  /**
   * The statements that give another database everything but locale and comment, all of which work
   * inside a transaction.
   */
  public List<String> copyOnto(String database) {
    String alter = "ALTER DATABASE " + Identifier.quote(database);
    List<String> statements = new ArrayList<>();
    statements.add(alter + " OWNER TO " + Identifier.quote(owner));
    statements.addAll(DatabaseGrant.statements(database, owner, grants, impersonable));
    labels.forEach(
        (provider, label) ->
            statements.add(
                "SECURITY LABEL FOR "
                    + Identifier.quote(provider)
                    + " ON DATABASE "
                    + Identifier.quote(database)
                    + " IS "
                    + Literal.quote(label)));
    if (connectionLimit >= 0) {
      statements.add(alter + " CONNECTION LIMIT " + connectionLimit);
    }
    for (DatabaseSetting setting : settings) {
      statements.add(setting.statement(database));
    }
    if (template) {
      statements.add(alter + " IS_TEMPLATE true");
    }
    if (!open) {
      statements.add(alter + " ALLOW_CONNECTIONS false");
    }
    return List.copyOf(statements);
  }

  /** The statement that gives a database a comment, or takes it away for null. */
  public static String comment(String database, String commentOrNull) {
    return "COMMENT ON DATABASE "
        + Identifier.quote(database)
        + " IS "
        + Literal.quote(commentOrNull);
  }

  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  private static void each(Connection session, String sql, String database, Row row)
      throws SQLException {
    try (PreparedStatement query = session.prepareStatement(sql)) {
      query.setString(1, database);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          row.take(rows);
        }
      }
    }
  }
}
