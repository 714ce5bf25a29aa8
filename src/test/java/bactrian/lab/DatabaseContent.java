package bactrian.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that a database holds: rows, large objects, sequences, definitions, owners, grants,
 * comments, its own settings; in a form in which two databases can be compared. Rows of partitions
 * are read through their root, because where a row lies is not kept by a dump. Subscriptions and
 * what belongs to the whole server (roles, tablespaces) are not in it.
 *
 * @param facts what was found, by kind and name
 */
public record DatabaseContent(SortedMap<String, String> facts) {
  /** Up to this many rows of a table are kept as they are, so that a difference can be read. */
  private static final int ROWS_TO_SHOW = 2000;

  private static final Pattern FACT = Pattern.compile("(?ms)^-- fact ([^\n]+)\n(.*?;)$");
  private static final Pattern ACL = Pattern.compile("ACL\\((.+?), ([a-z.]+), ([a-z.]+)\\)");

  /**
   * The owner's rights are spelt out where PostgreSQL leaves them out. MAINTAIN came with 17 and
   * says nothing about an older server's dump.
   */
  private static final String ACL_AS_TEXT =
      "(SELECT string_agg(entry, '; ' ORDER BY entry) FROM (SELECT concat_ws(' ', CASE grantee WHEN"
          + " 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, privilege_type, 'by',"
          + " grantor::regrole, is_grantable) AS entry FROM aclexplode(coalesce($2, acldefault($1,"
          + " $3))) WHERE privilege_type <> 'MAINTAIN') entries)";

  /** Reads the database that the superuser's connection is in, in one snapshot. */
  public static DatabaseContent read(Connection connection) throws SQLException {
    SortedMap<String, String> facts = new TreeMap<>();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      statement.execute("SET LOCAL search_path = ''");
      statement.execute("SET LOCAL row_security = off");
      statement.execute("SET LOCAL datestyle = 'ISO, YMD'");
      Matcher fact = FACT.matcher(queries());
      while (fact.find()) {
        String query = ACL.matcher(fact.group(2)).replaceAll(DatabaseContent::aclAsText);
        collect(statement, fact.group(1), query, facts);
      }
      readRows(statement, facts);
      readSequences(statement, facts);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    return new DatabaseContent(facts);
  }

  /** Reads a database of this server as superuser. */
  public static DatabaseContent read(LabServer server, String database) throws SQLException {
    try (Connection connection = server.connect(database)) {
      return read(connection);
    }
  }

  /** The same without the facts of a kind, such as {@code "database"} with all its settings. */
  public DatabaseContent without(String kind) {
    SortedMap<String, String> rest = new TreeMap<>(facts);
    rest.keySet().removeIf(key -> key.startsWith(kind + " "));
    return new DatabaseContent(rest);
  }

  /**
   * What differs in another database, one line for each: what is missing there, what is new there,
   * what is other there. Empty when both hold the same.
   */
  public List<String> differences(DatabaseContent other) {
    List<String> differences = new ArrayList<>();
    TreeSet<String> keys = new TreeSet<>(facts.keySet());
    keys.addAll(other.facts.keySet());
    for (String key : keys) {
      String here = facts.get(key);
      String there = other.facts.get(key);
      if (there == null) {
        differences.add("missing: " + key + ": " + here);
      } else if (here == null) {
        differences.add("new: " + key + ": " + there);
      } else if (!here.equals(there)) {
        differences.add("other: " + key + ": " + firstDifference(here, there));
      }
    }
    return differences;
  }

  private static String firstDifference(String here, String there) {
    int at = 0;
    while (at < here.length() && at < there.length() && here.charAt(at) == there.charAt(at)) {
      at++;
    }
    int from = Math.max(0, at - 60);
    return "at "
        + at
        + ": was <"
        + here.substring(from, Math.min(here.length(), at + 120))
        + "> is <"
        + there.substring(from, Math.min(there.length(), at + 120))
        + ">";
  }

  private static String aclAsText(java.util.regex.MatchResult acl) {
    return Matcher.quoteReplacement(
        ACL_AS_TEXT
            .replace("$1", acl.group(1))
            .replace("$2", acl.group(2))
            .replace("$3", acl.group(3)));
  }

  private static String queries() {
    try (InputStream file = DatabaseContent.class.getResourceAsStream("content.sql")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(
      Statement statement, String kind, String query, Map<String, String> facts)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        String before = facts.put(kind + " " + rows.getString(1), rows.getString(2) + "");
        if (before != null) {
          throw new IllegalStateException(kind + " " + rows.getString(1) + " was found twice");
        }
      }
    }
  }

  private static void readRows(Statement statement, Map<String, String> facts) throws SQLException {
    String tables =
        "SELECT c.oid::regclass::text, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid ="
            + " c.relnamespace WHERE (c.relkind IN ('r', 'p') OR c.relkind = 'm' AND"
            + " c.relispopulated) AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <>"
            + " 'information_schema'";
    SortedMap<String, String> kinds = new TreeMap<>();
    collect(statement, "rows of", tables, kinds);
    statement.setFetchSize(1000);
    for (Map.Entry<String, String> table : kinds.entrySet()) {
      String name = table.getKey().substring("rows of ".length());
      String only = table.getValue().equals("r") ? "ONLY " : "";
      String query =
          "SELECT x FROM (SELECT ROW(t.*)::text AS x FROM "
              + (only + name)
              + " t) s ORDER BY x COLLATE \"C\"";
      try (ResultSet rows = statement.executeQuery(query)) {
        facts.put(table.getKey(), rowsAsText(rows));
      }
    }
  }

  private static String rowsAsText(ResultSet rows) throws SQLException {
    MessageDigest digest = sha256();
    StringBuilder text = new StringBuilder();
    long count = 0;
    while (rows.next()) {
      String row = rows.getString(1) + "\n";
      digest.update(row.getBytes(StandardCharsets.UTF_8));
      if (count++ < ROWS_TO_SHOW) {
        text.append(row);
      }
    }
    return count + " rows, " + HexFormat.of().formatHex(digest.digest()) + "\n" + text;
  }

  private static void readSequences(Statement statement, Map<String, String> facts)
      throws SQLException {
    SortedMap<String, String> sequences = new TreeMap<>();
    collect(
        statement, "value of", "SELECT seqrelid::regclass::text, '' FROM pg_sequence", sequences);
    for (String key : sequences.keySet()) {
      String name = key.substring("value of ".length());
      try (ResultSet row =
          statement.executeQuery("SELECT last_value || ' ' || is_called FROM " + name)) {
        row.next();
        facts.put(key, row.getString(1));
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
