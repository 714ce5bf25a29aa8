package bactrian.restore;

import bactrian.archive.TocEntry;
import bactrian.postgres.Refusal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Whether the server's lock table holds one transaction that drops everything and makes everything
 * anew: up to its end it keeps a lock on each object that it drops, and on nearly each that it
 * makes.
 *
 * @param dropped locks for what is there
 * @param created locks for what the backup makes
 * @param locksPerTransaction the setting {@code max_locks_per_transaction}
 * @param transactions {@code max_connections + max_prepared_transactions}, by which the server
 *     multiplies it
 */
public record LockEstimate(
    long dropped, long created, long locksPerTransaction, long transactions) {
  /** What other sessions hold, as a part of the whole. */
  private static final int SHARE_OF_OTHERS = 10;

  /** Locks for a table: itself, its row type, its TOAST table and the index of that. */
  private static final int PER_TABLE = 4;

  /** Besides as many as the extensions that are there have members. */
  private static final int PER_NEW_EXTENSION = 20;

  /** The system's own tables and their indexes. */
  private static final int CATALOGS = 200;

  /**
   * Asks the server and counts the backup's entries.
   *
   * @param session in the database that is to be emptied
   * @param entries of the archive's head
   */
  public static LockEstimate of(Connection session, List<TocEntry> entries) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(SqlResource.read("locks.sql"))) {
      row.next();
      long extensions =
          entries.stream().anyMatch(entry -> entry.kind().equals("EXTENSION")) ? row.getLong(2) : 0;
      long created = entries.stream().mapToLong(LockEstimate::locks).sum();
      return new LockEstimate(
          row.getLong(1), CATALOGS + extensions + created, row.getLong(3), row.getLong(4));
    }
  }

  private static long locks(TocEntry entry) {
    return switch (entry.kind()) {
      case "TABLE", "MATERIALIZED VIEW" -> PER_TABLE;
      case "EXTENSION" -> PER_NEW_EXTENSION;
      case "ACL", "COMMENT", TocEntry.TABLE_DATA, TocEntry.LARGE_OBJECTS, "SEQUENCE SET" -> 0;
      // Its owner is set, which locks it. What a BLOB METADATA of 17 and later makes is many, and
      // is said only in its data: those that are dropped stand for them.
      default -> 1;
    };
  }

  /** How many locks the server has room for, without a share for other sessions. */
  public long room() {
    return locksPerTransaction * transactions * (100 - SHARE_OF_OTHERS) / 100;
  }

  /** The reason not to begin; empty when the locks will fit. */
  public Optional<Refusal> refusal() {
    long needed = dropped + created;
    if (needed <= room()) {
      return Optional.empty();
    }
    long setting = needed * 100 / (100 - SHARE_OF_OTHERS) / transactions + 1;
    return Optional.of(
        new Refusal(
            "One transaction that replaces everything needs about "
                + needed
                + " locks, and the server has room for "
                + room(),
            "run ALTER SYSTEM SET max_locks_per_transaction = "
                + setting
                + " and restart the server, or restore without --in-place",
            false));
  }
}
