package bactrian.restore;

import bactrian.archive.ArchiveHead;
import bactrian.catalog.Index;
import bactrian.failure.RunFailure;
import bactrian.postgres.Identifier;
import bactrian.restore.Comparison.Group;
import bactrian.restore.CountedTable.Name;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares the rows that were restored with those that the index counted, exactly. To be asked
 * after {@link RestoreStep#DATA} and before {@link RestoreStep#POST_DATA} and {@link
 * RestoreStep#ACL}: there every table may be read by who loaded it, and no policy hides a row.
 *
 * @param sessions those that count, of the database that was filled
 */
record RowCounts(SideBySide sessions) {
  private static final int MOST_TABLES = 50;
  private static final long MOST_BYTES = 64L << 20;

  /**
   * A sentence for each difference; empty when the database holds what the backup does.
   *
   * @param head the archive's head
   * @param entries the index's entries, all of which were restored
   * @throws RunFailure when a table could not be counted
   */
  List<String> differences(ArchiveHead head, List<Index.Entry> entries) {
    try (Connection session = sessions.database().connect()) {
      Comparison comparison = Comparison.of(head, entries, CountedTable.read(session));
      return comparison.differences(count(comparison.groups()), largeObjects(session));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private Map<Name, Long> count(List<Group> groups) throws SQLException {
    Map<Name, Long> counted = new ConcurrentHashMap<>();
    sessions.each(batches(groups), (session, batch) -> count(session, batch, counted));
    return counted;
  }

  /** The largest first, so that none is left for the end; small ones many in one statement. */
  private static List<List<Name>> batches(List<Group> groups) {
    List<List<Name>> batches = new ArrayList<>();
    List<Name> batch = new ArrayList<>();
    long bytes = 0;
    for (Group group :
        groups.stream().sorted(Comparator.comparingLong(Group::bytes).reversed()).toList()) {
      for (Name table : group.tables()) {
        batch.add(table);
        bytes += group.bytes() / group.tables().size();
        if (batch.size() == MOST_TABLES || bytes >= MOST_BYTES) {
          batches.add(batch);
          batch = new ArrayList<>();
          bytes = 0;
        }
      }
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private static void count(Statement session, List<Name> batch, Map<Name, Long> counted)
      throws SQLException {
    // With a policy in force this fails, instead of counting what our role may see.
    session.execute("SET row_security = off");
    try (ResultSet rows = session.executeQuery(query(batch))) {
      while (rows.next()) {
        counted.put(batch.get(rows.getInt(1)), rows.getLong(2));
      }
    }
  }

  private static String query(List<Name> batch) {
    List<String> counts = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Name table = batch.get(i);
      counts.add(
          "SELECT "
              + i
              + ", pg_catalog.count(*) FROM ONLY "
              + Identifier.quote(table.schema())
              + "."
              + Identifier.quote(table.table()));
    }
    return String.join(" UNION ALL ", counts);
  }

  private static long largeObjects(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata")) {
      row.next();
      return row.getLong(1);
    }
  }

  private RunFailure failed(Throwable cause) {
    return RunFailure.failed(
        "The rows that were restored into database \""
            + sessions.database().target().database()
            + "\" at "
            + sessions.database().target().server()
            + " could not be counted ("
            + String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given")
            + "): the live database was not touched, run again.",
        cause);
  }
}
